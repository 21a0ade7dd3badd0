using Policy;
using ServiceDefaults.Hosting;

return ServiceHost.Run(args, new PolicyModule());
