using Context;
using Gateway;
using Memory;
using Policy;
using Recorder;
using ServiceDefaults.Hosting;

return ServiceHost.Run(args, new RecorderModule(), new MemoryModule(), new ContextModule(), new PolicyModule(), new GatewayModule());
