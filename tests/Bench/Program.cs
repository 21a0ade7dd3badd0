using Bench;

var arguments = Arguments.Read(args);
if (arguments is null)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

try
{
    var figures = new Figures(arguments.Name, arguments.Json == Arguments.StandardOutput ? Console.Error : Console.Out);
    await (arguments.Name switch
    {
        "startup" => StartupBench.Run(arguments, figures),
        "ingest" => IngestBench.Run(arguments, figures),
        "dashboard" => DashboardBench.Run(arguments, figures),
        "compile" when arguments.Locomo is not null => LocomoBench.Run(arguments, figures),
        "compile" when arguments.Runs is not null => RunsBench.Run(arguments, figures),
        "compile" => CompileBench.Run(arguments, figures),
        "tokens" => TokenBench.Run(arguments, figures),
        "redaction" => RedactionBench.Run(arguments, figures),
        _ => SearchBench.Run(arguments, figures),
    });
    if (arguments.Json is not null)
    {
        await figures.Write(arguments.Json);
    }
    return 0;
}
catch (BenchException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
