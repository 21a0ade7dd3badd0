using Recorder;
using ServiceDefaults.Hosting;

return ServiceHost.Run(args, new RecorderModule());
