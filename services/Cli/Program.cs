using Cli;

return await Application.Run(args, Console.Out, Console.Error, Environment.GetEnvironmentVariable, Environment.CurrentDirectory);
