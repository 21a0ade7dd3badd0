using Memory;
using ServiceDefaults.Hosting;

return ServiceHost.Run(args, new MemoryModule());
