using Context;
using ServiceDefaults.Hosting;

return ServiceHost.Run(args, new ContextModule());
