using Gateway;
using ServiceDefaults.Hosting;

return ServiceHost.Run(args, new GatewayModule());
