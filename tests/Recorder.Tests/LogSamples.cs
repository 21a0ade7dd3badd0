using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Recorder.Tests;

/// <summary>Small logs of evaluation harnesses and SDKs, written for these tests.</summary>
internal static class LogSamples
{
    private const string OpenHandsReply =
        """{"function_name":"execute_bash","tool_call_id":"t1","total_calls_in_response":2,"model_response":{"id":"r1","model":"acme-1","choices":[{"message":{"role":"assistant","content":"I look.","tool_calls":[{"id":"t1","type":"function","function":{"name":"execute_bash","arguments":"{\"command\":\"ls\"}"}},{"id":"t2","type":"function","function":{"name":"think","arguments":"{\"thought\":\"hm\"}"}}]}}],"usage":{"prompt_tokens":100,"completion_tokens":20,"prompt_tokens_details":{"cached_tokens":60},"cache_creation_input_tokens":30}}}""";

    private static readonly string OpenHandsSecond = OpenHandsReply.Replace("\"execute_bash\",\"tool_call_id\":\"t1\"", "\"think\",\"tool_call_id\":\"t2\"", StringComparison.Ordinal);

    /// <summary>One reply with two calls, a failure, a recall of the harness, a validation error that answers nothing, the end.</summary>
    public static string OpenHands { get; } =
        $$$$$$$"""
        [{"id":0,"timestamp":"2025-01-27T10:00:00.5","source":"agent","action":"system","args":{"content":"You help.","tools":[{"type":"function","function":{"name":"think"}}],"openhands_version":"0.35.0"}},
         {"id":1,"timestamp":"2025-01-27T10:00:01","source":"user","action":"message","args":{"content":"Keep commas in the parser.","wait_for_response":false}},
         {"id":2,"timestamp":"2025-01-27T10:00:01","source":"user","action":"recall","args":{"query":"Keep"}},
         {"id":3,"timestamp":"2025-01-27T10:00:01","source":"environment","cause":2,"observation":"recall","content":"Added workspace context","extras":{}},
         {"id":4,"timestamp":"2025-01-27T10:00:02","source":"agent","action":"run","tool_call_metadata":{{{{{{{OpenHandsReply}}}}}}},"llm_metrics":{"accumulated_cost":0.01},"args":{"command":"ls","thought":"I look."}},
         {"id":5,"timestamp":"2025-01-27T10:00:02","source":"agent","action":"think","tool_call_metadata":{{{{{{{OpenHandsSecond}}}}}}},"llm_metrics":{"accumulated_cost":0.01},"args":{"thought":"hm"}},
         {"id":6,"timestamp":"2025-01-27T10:00:03","source":"agent","cause":4,"observation":"run","tool_call_metadata":{{{{{{{OpenHandsReply}}}}}}},"content":"ls: not found","extras":{"metadata":{"exit_code":127}},"success":false},
         {"id":7,"timestamp":"2025-01-27T10:00:03","source":"agent","cause":5,"observation":"think","tool_call_metadata":{{{{{{{OpenHandsSecond}}}}}}},"content":"Your thought has been logged.","extras":{}},
         {"id":8,"timestamp":"2025-01-27T10:00:04","source":"agent","observation":"error","content":"Unknown parameter.","extras":{"error_id":""}},
         {"id":9,"timestamp":"2025-01-27T10:00:05","source":"agent","action":"finish","args":{"final_thought":"Done.","outputs":{},"thought":""}}]
        """;

    /// <summary>A row of an evaluation: the events above with what the harness adds.</summary>
    public static string OpenHandsRow(string instance = "acme__parser-7", string error = "null", string report = """{"resolved":true,"empty_generation":false}""") =>
        $$$$$$$"""{"instance_id":"{{{{{{{instance}}}}}}}","instruction":"<issue_description>\nThe parser drops commas\n</issue_description>","metadata":{"agent_class":"CodeActAgent","llm_config":{"model":"acme/1"},"max_iterations":50},"history":{{{{{{{OpenHands.ReplaceLineEndings(" ")}}}}}}},"metrics":{"accumulated_cost":0.02,"accumulated_token_usage":{"prompt_tokens":140,"completion_tokens":25}},"error":{{{{{{{error}}}}}}},"test_result":{"git_patch":"diff --git a/p.py b/p.py","report":{{{{{{{report}}}}}}}},"instance":{"repo":"acme/parser"}}""";

    /// <summary>The resolver's first version: no ids, no times, no args.</summary>
    public const string OpenHandsResolver =
        """{"issue":{"owner":"acme","repo":"parser","number":5,"title":"Commas"},"instruction":"Fix the following issue.","git_patch":"diff --git","history":[{"action":"message","action_risk":null,"content":"Fix the following issue.","wait_for_response":false},{"action":"run","command":"ls","thought":"First I look."},{"observation":"run","content":"p.py","command":"ls","exit_code":0},{"action":"finish","outputs":{},"thought":"Done."}],"metrics":{"accumulated_cost":0.07,"costs":[0.07]},"success":true,"result_explanation":"It is there.","error":null}""";

    /// <summary>Two calls of one reply, one of them refused by the scaffold; statistics that grow.</summary>
    public static string[] OpenHandsSdk { get; } =
    [
        """{"id":"e0","timestamp":"2026-06-16T05:00:00","source":"agent","system_prompt":{"type":"text","text":"You help."},"tools":[],"kind":"SystemPromptEvent"}""",
        """{"id":"e1","timestamp":"2026-06-16T05:00:01","source":"user","llm_message":{"role":"user","content":[{"type":"text","text":"Keep commas in the parser."}]},"kind":"MessageEvent"}""",
        """{"id":"e2","timestamp":"2026-06-16T05:00:02","source":"environment","key":"execution_status","value":"running","kind":"ConversationStateUpdateEvent"}""",
        """{"id":"e3","timestamp":"2026-06-16T05:00:03","source":"environment","key":"stats","value":{"usage_to_metrics":{"default":{"model_name":"acme/1","accumulated_cost":0.01,"accumulated_token_usage":{"prompt_tokens":100,"completion_tokens":20,"cache_read_tokens":60}},"condenser":{"model_name":"acme/1","accumulated_cost":0.0,"accumulated_token_usage":{"prompt_tokens":5,"completion_tokens":1}}}},"kind":"ConversationStateUpdateEvent"}""",
        """{"id":"e4","timestamp":"2026-06-16T05:00:04","source":"agent","thought":[{"type":"text","text":"I look."}],"reasoning_content":"Hm.","action":{"command":"ls","kind":"TerminalAction"},"tool_name":"terminal","tool_call_id":"t1","tool_call":{"id":"t1","name":"terminal","arguments":"{\"command\":\"ls\"}"},"llm_response_id":"r1","kind":"ActionEvent"}""",
        """{"id":"e5","timestamp":"2026-06-16T05:00:04","source":"agent","thought":[],"action":null,"tool_name":"teleport","tool_call_id":"t2","tool_call":{"id":"t2","name":"teleport","arguments":"{"},"llm_response_id":"r1","kind":"ActionEvent"}""",
        """{"id":"e6","timestamp":"2026-06-16T05:00:05","source":"environment","tool_name":"terminal","tool_call_id":"t1","observation":{"content":[{"type":"text","text":"ls: not found"}],"is_error":false,"exit_code":127,"kind":"TerminalObservation"},"action_id":"e4","kind":"ObservationEvent"}""",
        """{"id":"e7","timestamp":"2026-06-16T05:00:05","source":"agent","tool_name":"teleport","tool_call_id":"t2","error":"There is no tool teleport.","kind":"AgentErrorEvent"}""",
        """{"id":"e8","timestamp":"2026-06-16T05:00:06","source":"environment","forgotten_event_ids":["e1"],"summary":"Commas matter.","llm_response_id":"r2","kind":"Condensation"}""",
        """{"id":"e9","timestamp":"2026-06-16T05:00:07","source":"environment","key":"stats","value":{"usage_to_metrics":{"default":{"model_name":"acme/1","accumulated_cost":0.03,"accumulated_token_usage":{"prompt_tokens":250,"completion_tokens":28,"cache_read_tokens":160}}}},"kind":"ConversationStateUpdateEvent"}""",
        """{"id":"e10","timestamp":"2026-06-16T05:00:08","source":"agent","llm_message":{"role":"assistant","content":[{"type":"text","text":"Done."}]},"llm_response_id":"r3","kind":"MessageEvent"}""",
        """{"id":"e11","timestamp":"2026-06-16T05:00:09","source":"environment","code":"MaxIterationsReached","detail":"maximum iterations (500)","kind":"ConversationErrorEvent"}""",
    ];

    public const string LlmLog =
        """{"messages":[{"role":"system","content":"You help."},{"role":"user","content":"Keep commas in the parser."}],"tools":[{"type":"function","function":{"name":"terminal"}}],"kwargs":{"temperature":0.0},"context_window":200000,"response":{"id":"chatcmpl-1","model":"acme/1","choices":[{"finish_reason":"tool_calls","message":{"role":"assistant","content":"I look.","tool_calls":[{"id":"t1","type":"function","function":{"name":"terminal","arguments":"{}"}}]}}],"usage":{"prompt_tokens":100,"completion_tokens":20}},"cost":0.01,"timestamp":1757015025.5,"latency_sec":4.5}""";

    public const string InspectHeader =
        """{"version":2,"status":"success","eval":{"run_id":"run1","task":"parsers","task_id":"task1","created":"2025-05-12T20:28:26-04:00","model":"acme/1","dataset":{"name":"parsers","samples":2,"sample_ids":[1,2]},"config":{},"packages":{"inspect_ai":"0.3.95"}},"plan":{"name":"plan","steps":[{"solver":"generate"}]},"results":{"total_samples":2}}""";

    /// <summary>A pooled input, attachments, a call that is answered and one that is not, a grader's own call, a score.</summary>
    public static string InspectSample(string id = "1", string score = "\"C\"", string extra = "") =>
        $$$$$$$"""
        {"id":{{{{{{{id}}}}}}},"epoch":1,"input":"Keep commas in the parser.","target":"yes","messages":[],"scores":{"match":{"value":{{{{{{{score}}}}}}},"answer":"yes","explanation":"It is."}},{{{{{{{extra}}}}}}}
         "message_pool":[{"id":"m0","role":"system","content":"attachment://aa"},{"id":"m1","role":"user","content":"Keep commas in the parser."},{"id":"m2","role":"assistant","content":"I look.","tool_calls":[{"id":"t1","function":"bash","arguments":{"cmd":"ls"},"type":"function"}]},{"id":"m3","role":"tool","content":"p.py","tool_call_id":"t1"}],
         "attachments":{"aa":"You help.","bb":"p.py\nq.py"},
         "events":[
          {"event":"span_begin","span_id":"s1","timestamp":"2025-05-12T20:28:26-04:00","id":"s1","type":"solver","name":"generate"},
          {"event":"model","span_id":"s1","timestamp":"2025-05-12T20:28:27-04:00","completed":"2025-05-12T20:28:28-04:00","model":"acme/1","input":[],"input_refs":[[0,2]],"tools":[],"tool_choice":"auto","config":{},"output":{"model":"acme-1","choices":[{"message":{"id":"m2","role":"assistant","content":[{"type":"reasoning","reasoning":"Hm."},{"type":"text","text":"I look."}],"tool_calls":[{"id":"t1","function":"bash","arguments":{"cmd":"ls"},"type":"function"},{"id":"t9","function":"bash","arguments":{"cmd":"pwd"},"type":"function"}]},"stop_reason":"tool_calls"}],"usage":{"input_tokens":10,"output_tokens":5,"total_tokens":115,"input_tokens_cache_read":100}}},
          {"event":"tool","span_id":"s1","timestamp":"2025-05-12T20:28:29-04:00","completed":"2025-05-12T20:28:30-04:00","id":"t1","function":"bash","arguments":{"cmd":"ls"},"result":"attachment://bb","error":{"type":"timeout","message":"too slow"},"events":[{"event":"sandbox","action":"exec","cmd":"ls","result":0}]},
          {"event":"model","span_id":"s1","timestamp":"2025-05-12T20:28:31-04:00","role":"grader","model":"acme/2","input":[{"role":"user","content":"Is it right?"}],"output":{"choices":[{"message":{"role":"assistant","content":"GRADE: C"}}],"usage":{"input_tokens":30,"output_tokens":2,"total_tokens":32}}},
          {"event":"score","span_id":"s1","timestamp":"2025-05-12T20:28:32-04:00","score":{"value":"C"}}],
         "model_usage":{"acme/1":{"input_tokens":10,"output_tokens":5,"total_tokens":115,"input_tokens_cache_read":100},"acme/2":{"input_tokens":30,"output_tokens":2,"total_tokens":32}}}
        """;

    public static string Inspect(params string[] samples) => $"{InspectHeader[..^1]},\"samples\":[{string.Join(',', samples)}]}}";

    /// <summary>An <c>.eval</c> archive of samples <c>1</c>, <c>2</c>…, some of them packed with zstd.</summary>
    public static byte[] Eval(Func<int, bool> zstd, params string[] samples) => Zip(
        [
            ("header.json", Samples.Bytes(InspectHeader), 0), ("summaries.json", Samples.Bytes("[]"), 0), ("_journal/start.json", Samples.Bytes(InspectHeader), 0),
            .. samples.Select((sample, i) => ($"samples/{i + 1}_epoch_1.json", Samples.Bytes(sample), zstd(i) ? 93 : 8)),
        ]);

    /// <summary>A zip written by hand: stored (0), deflate (8), zstd (93), or anything else said of stored bytes.</summary>
    public static byte[] Zip(IReadOnlyList<(string Name, byte[] Content, int Method)> files, Action<string, byte[]>? changeEntry = null)
    {
        using var zip = new MemoryStream();
        using var writer = new BinaryWriter(zip);
        var directory = new MemoryStream();
        foreach (var (name, content, method) in files)
        {
            var packed = method switch { 8 => Deflated(content), 93 => Zstandard(content), _ => content };
            var header = new BinaryWriter(new MemoryStream());
            header.Write((ushort)20);
            header.Write((ushort)0x800);
            header.Write((ushort)method);
            header.Write(0);
            header.Write(0);
            header.Write(packed.Length);
            header.Write(content.Length);
            var bytes = Samples.Bytes(name);
            header.Write((ushort)bytes.Length);
            header.Write((ushort)0);
            var common = ((MemoryStream)header.BaseStream).ToArray();
            var entry = new BinaryWriter(new MemoryStream());
            entry.Write("PK\x01\x02"u8);
            entry.Write((ushort)(3 << 8 | 20));
            entry.Write(common);
            entry.Write((ushort)0);
            entry.Write((ushort)0);
            entry.Write((ushort)0);
            entry.Write(0x81A4 << 16);
            entry.Write((int)zip.Position);
            entry.Write(bytes);
            var made = ((MemoryStream)entry.BaseStream).ToArray();
            changeEntry?.Invoke(name, made);
            directory.Write(made);
            writer.Write("PK\x03\x04"u8);
            writer.Write(common);
            writer.Write(bytes);
            writer.Write(packed);
        }

        var start = (int)zip.Position;
        writer.Write(directory.ToArray());
        writer.Write("PK\x05\x06"u8);
        writer.Write(0);
        writer.Write((ushort)files.Count);
        writer.Write((ushort)files.Count);
        writer.Write((int)directory.Length);
        writer.Write(start);
        writer.Write((ushort)0);
        return zip.ToArray();
    }

    public static byte[] Zstandard(byte[] content)
    {
        var packed = new byte[ZSTD_compressBound((nuint)content.Length)];
        return packed[..(int)ZSTD_compress(packed, (nuint)packed.Length, content, (nuint)content.Length, 3)];
    }

    private static byte[] Deflated(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(content);
        }

        return packed.ToArray();
    }

    [DllImport("libzstd.so.1"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nuint ZSTD_compressBound(nuint size);

    [DllImport("libzstd.so.1"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nuint ZSTD_compress(byte[] to, nuint room, byte[] from, nuint size, int level);
}
