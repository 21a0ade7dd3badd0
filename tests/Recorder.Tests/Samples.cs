using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Recorder.Tests;

/// <summary>Small sessions of each format, written for these tests.</summary>
internal static class Samples
{
    public static string Mini(string instance = "acme__parser-7", string exit = "Submitted", string model = "acme/model-1", string reply = "I will look.") => JsonSerializer.Serialize(new
    {
        info = new
        {
            model_stats = new { instance_cost = 0.02, api_calls = 2 },
            config = new
            {
                agent = new { system_template = "You help.", instance_template = "<pr_description>\nConsider the following PR description:\n{{task}}\n</pr_description>\n\n<instructions>Do it.</instructions>" },
                model = new { model_name = model },
            },
            mini_version = "2.0.0",
            exit_status = exit,
            submission = "diff --git a/p.py b/p.py",
        },
        messages = new object[]
        {
            new { role = "system", content = "You help." },
            new { role = "user", content = "<pr_description>\nConsider the following PR description:\nThe parser drops commas\n</pr_description>\n\n<instructions>Do it.</instructions>" },
            new
            {
                role = "assistant", content = reply,
                tool_calls = new[]
                {
                    new { id = "c1", type = "function", function = new { name = "bash", arguments = "{\"command\": \"ls\"}" } },
                    new { id = "c2", type = "function", function = new { name = "bash", arguments = "{\"command\": \"pytest -q\"}" } },
                },
                extra = new
                {
                    response = new { created = 1775715328, model = "model-1", usage = new { prompt_tokens = 100, completion_tokens = 20, prompt_tokens_details = new { cached_tokens = 64 } } },
                    cost = 0.01, timestamp = 1775715329.5,
                },
            },
            new { role = "tool", tool_call_id = "c1", content = "<returncode>0</returncode>\n<output>\np.py\n</output>", extra = new { raw_output = "p.py\n", returncode = 0, timestamp = 1775715330.0, exception_info = "" } },
            new { role = "tool", tool_call_id = "c2", content = "<returncode>1</returncode>\n<output>\n1 failed\n</output>", extra = new { raw_output = "1 failed\n", returncode = 1, timestamp = 1775715331.0, exception_info = "" } },
            new
            {
                role = "assistant", content = "Submitting.",
                tool_calls = new[] { new { id = "c3", type = "function", function = new { name = "bash", arguments = "{\"command\": \"echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT\"}" } } },
                extra = new { response = new { created = 1775715332, model = "model-1", usage = new { prompt_tokens = 140, completion_tokens = 8 } }, cost = 0.01, timestamp = 1775715333.0 },
            },
            new { role = "exit", content = "diff --git a/p.py b/p.py", extra = new { exit_status = exit, submission = "diff --git a/p.py b/p.py" } },
        },
        trajectory_format = "mini-swe-agent-1.1",
        instance_id = instance,
    });

    public const string MiniList =
        """
        [{"role":"system","content":"You help."},
         {"role":"user","content":"Please solve this issue: The parser drops commas\n\nYou can execute bash commands and edit files."},
         {"role":"assistant","content":"Look first.\n\n```mswea_bash_command\nls\n```"},
         {"role":"user","content":"<returncode>2</returncode>\n<output>\nls: not found\n</output>"},
         {"role":"assistant","content":"Done.\n\n```bash\necho COMPLETE\n```"},
         {"role":"user","content":""}]
        """;

    public const string SweAgentOld =
        """
        {"environment":"swe_main",
         "trajectory":[
          {"action":"ls\n","observation":"p.py\n","response":"Look.\n```\nls\n```","state":"{}","thought":"Look.\n"},
          {"action":"submit\n","observation":"diff --git a/p.py b/p.py","response":"Done.\n```\nsubmit\n```","state":"{}","thought":"Done.\n"}],
         "history":[
          {"role":"system","content":"SETTING: a shell.","agent":"primary"},
          {"role":"user","content":"Here is a demonstration.","agent":"primary","is_demo":true},
          {"role":"user","content":"We're currently solving the following issue within our repository. Here's the issue text:\nISSUE:\nThe parser drops commas\n\nINSTRUCTIONS:\nNow, you're going to solve this issue.","agent":"primary"},
          {"role":"assistant","content":"Look.\n```\nls\n```","thought":"Look.\n","action":"ls\n","agent":"primary"},
          {"role":"user","content":"p.py\n(Open file: n/a)","agent":"primary"},
          {"role":"assistant","content":"Done.\n```\nsubmit\n```","thought":"Done.\n","action":"submit\n","agent":"primary"}],
         "info":{"exit_status":"submitted","submission":"diff --git a/p.py b/p.py","model_stats":{"instance_cost":0.5,"tokens_sent":900,"tokens_received":40,"api_calls":2}}}
        """;

    public const string SweAgentNew =
        """
        {"trajectory":[
          {"action":"find_file parser.py","observation":"Found 1 match","response":"Look.","thought":"Look.","execution_time":0.2,"state":{"open_file":"n/a"},"messages":[{"role":"system","content":"long"}],"extra_info":{}}],
         "history":[
          {"role":"system","content":"You help.","agent":"main","message_type":"system_prompt"},
          {"role":"user","content":[{"type":"text","text":"<pr_description>\nThe parser drops commas\n</pr_description>\nCan you help?"}],"agent":"main","message_type":"observation"},
          {"role":"assistant","content":"Look.","thought":"Look.","action":"find_file parser.py","agent":"main","tool_calls":[{"id":"t1","type":"function","function":{"name":"find_file","arguments":"{\"file_name\":\"parser.py\"}"}}],"message_type":"action"},
          {"role":"tool","content":"Found 1 match","agent":"main","message_type":"observation","tool_call_ids":["t1"]}],
         "info":{"swe_agent_version":"1.0.1","exit_status":"exit_cost","submission":null,"model_stats":{"instance_cost":0.5,"tokens_sent":900,"tokens_received":40}},
         "replay_config":"{\"agent\":{\"model\":{\"name\":\"acme-1\"},\"templates\":{\"instance_template\":\"x\"}},\"env\":{\"repo\":{\"github_url\":\"https://github.com/acme/parser/\"}},\"problem_statement\":{\"id\":\"acme__parser-9\"}}",
         "environment":"main"}
        """;

    public const string SweAgentHistory =
        """
        {"history":[
          {"role":"system","content":"You help.","agent":"main","message_type":"system_prompt"},
          {"role":"user","content":"ISSUE:\nThe parser drops commas\n\nINSTRUCTIONS:\nGo.","agent":"main","message_type":"observation"},
          {"role":"assistant","content":"Look.","action":"ls","agent":"main","tool_calls":[{"id":"t1","type":"function","function":{"name":"bash","arguments":"{\"command\":\"ls\"}"}}],"message_type":"action"},
          {"role":"tool","content":"p.py","agent":"main","message_type":"observation","tool_call_ids":["t1"]}]}
        """;

    /// <summary>One session: a reply over three lines with a result in between, a hook, a failure.</summary>
    public static string[] Claude(string session = "5f1c7c1e-0000-4000-8000-000000000001") =>
    [
        $$$$$"""{"type":"queue-operation","operation":"dequeue","timestamp":"2026-01-21T06:00:00.000Z","sessionId":"{{{{{session}}}}}"}""",
        $$$$$"""{"type":"user","uuid":"u1","timestamp":"2026-01-21T06:00:01.000Z","sessionId":"{{{{{session}}}}}","cwd":"/home/me/parser","version":"2.1.14","isSidechain":false,"message":{"role":"user","content":"Keep commas in the parser.<system-reminder>be brief</system-reminder>"}}""",
        $$$$$"""{"type":"assistant","uuid":"a1","timestamp":"2026-01-21T06:00:02.000Z","sessionId":"{{{{{session}}}}}","isSidechain":false,"message":{"id":"m1","role":"assistant","model":"claude-x","content":[{"type":"thinking","thinking":"Hm."}],"usage":{"input_tokens":3,"cache_creation_input_tokens":10,"cache_read_input_tokens":100,"output_tokens":1}}}""",
        $$$$$"""{"type":"assistant","uuid":"a2","timestamp":"2026-01-21T06:00:03.000Z","sessionId":"{{{{{session}}}}}","isSidechain":false,"message":{"id":"m1","role":"assistant","model":"claude-x","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"ls"}}],"usage":{"input_tokens":3,"cache_creation_input_tokens":10,"cache_read_input_tokens":100,"output_tokens":30}}}""",
        $$$$$"""{"type":"user","uuid":"u2","timestamp":"2026-01-21T06:00:04.000Z","sessionId":"{{{{{session}}}}}","isSidechain":false,"toolUseResult":{"stdout":"p.py","stderr":"","interrupted":false},"message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"p.py","is_error":false}]}}""",
        $$$$$"""{"type":"assistant","uuid":"a3","timestamp":"2026-01-21T06:00:05.000Z","sessionId":"{{{{{session}}}}}","isSidechain":false,"message":{"id":"m1","role":"assistant","model":"claude-x","content":[{"type":"tool_use","id":"t2","name":"Bash","input":{"command":"pytest"}}],"usage":{"input_tokens":3,"cache_creation_input_tokens":10,"cache_read_input_tokens":100,"output_tokens":44}}}""",
        $$$$$"""{"type":"user","uuid":"u3","timestamp":"2026-01-21T06:00:06.000Z","sessionId":"{{{{{session}}}}}","isSidechain":false,"toolUseResult":"Error: Exit code 1","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t2","content":"Exit code 1\n1 failed","is_error":true}]}}""",
        $$$$$"""{"type":"user","uuid":"u4","timestamp":"2026-01-21T06:00:08.000Z","sessionId":"{{{{{session}}}}}","isSidechain":false,"message":{"role":"user","content":"Stop hook feedback:\ncommit first"}}""",
        $$$$$"""{"type":"assistant","uuid":"a4","timestamp":"2026-01-21T06:00:09.000Z","sessionId":"{{{{{session}}}}}","isSidechain":false,"message":{"id":"m2","role":"assistant","model":"claude-x","content":[{"type":"text","text":"Done."}],"usage":{"input_tokens":5,"output_tokens":2}}}""",
        $$$$$"""{"type":"new-kind-of-line","sessionId":"{{{{{session}}}}}","anything":1}""",
    ];

    /// <summary>
    /// A session with two agents started by calls of one reply (one that names itself, one told by its first words), a rewind to the first reply, a compaction,
    /// and lines that hang onto others without being a rewind.
    /// </summary>
    public static string[] ClaudeTree(string session = "tree")
    {
        return
        [
            User("u1", null, "Fix the parser."),
            Reply("a1", "u1", "m1", """{"type":"text","text":"First."}"""),
            Reply("a2", "a1", "m1", """{"type":"tool_use","id":"t1","name":"Task","input":{"prompt":"Read p.py"}}"""),
            Reply("a3", "a2", "m1", """{"type":"tool_use","id":"t2","name":"Task","input":{"prompt":"Read q.py"}}"""),
            Side("s1", null, "agent7", """{"role":"user","content":"Read p.py"}"""),
            Side("s2", "s1", "agent7", """{"role":"assistant","id":"m7","model":"claude-x","content":[{"type":"text","text":"It parses."}],"usage":{"input_tokens":7,"output_tokens":3}}"""),
            Side("s3", null, null, """{"role":"user","content":"Read q.py"}"""),
            Side("s4", "s3", null, """{"role":"assistant","id":"m8","model":"claude-x","content":[{"type":"text","text":"It queues."}],"usage":{"input_tokens":9,"output_tokens":4}}"""),
            Result("r1", "a2", "t1", "It parses.", "agent7"),
            Result("r2", "a3", "t2", "It queues.", null),
            Reply("a4", "r2", "m2", """{"type":"text","text":"Both read."}"""),
            User("u2", "a4", "Now delete it."),
            Reply("a5", "u2", "m3", """{"type":"text","text":"Deleted."}"""),
            $$$$"""{"type":"system","subtype":"compact_boundary","uuid":"b1","parentUuid":null,"logicalParentUuid":"a5","sessionId":"{{{{session}}}}","timestamp":"2026-01-21T06:00:09.000Z","content":"Conversation compacted"}""",
            $$$$"""{"type":"user","uuid":"b2","parentUuid":"b1","isCompactSummary":true,"sessionId":"{{{{session}}}}","timestamp":"2026-01-21T06:00:09.000Z","message":{"role":"user","content":"It was deleted."}}""",
            User("u3", "a4", "Keep it instead."),
            Reply("a6", "u3", "m4", """{"type":"text","text":"Kept."}"""),
            $$$$"""{"type":"turn_end","sessionId":"{{{{session}}}}"}""",
        ];

        string User(string id, string? parent, string text) =>
            $$$$"""{"type":"user","uuid":"{{{{id}}}}","parentUuid":{{{{Id(parent)}}}},"isSidechain":false,"timestamp":"2026-01-21T06:00:01.000Z","sessionId":"{{{{session}}}}","message":{"role":"user","content":"{{{{text}}}}"}}""";
        string Reply(string id, string parent, string message, string block) =>
            $$$$"""{"type":"assistant","uuid":"{{{{id}}}}","parentUuid":"{{{{parent}}}}","isSidechain":false,"timestamp":"2026-01-21T06:00:02.000Z","sessionId":"{{{{session}}}}","message":{"id":"{{{{message}}}}","role":"assistant","model":"claude-x","content":[{{{{block}}}}],"usage":{"input_tokens":10,"output_tokens":2}}}""";
        string Side(string id, string? parent, string? agent, string message) =>
            $$$$"""{"type":"{{{{Type(message)}}}}","uuid":"{{{{id}}}}","parentUuid":{{{{Id(parent)}}}},"isSidechain":true,{{{{Agent(agent)}}}}"timestamp":"2026-01-21T06:00:03.000Z","sessionId":"{{{{session}}}}","message":{{{{message}}}}}""";
        string Result(string id, string parent, string call, string text, string? agent) =>
            $$$$"""{"type":"user","uuid":"{{{{id}}}}","parentUuid":"{{{{parent}}}}","isSidechain":false,"timestamp":"2026-01-21T06:00:04.000Z","sessionId":"{{{{session}}}}",{{{{Told(agent)}}}}"message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{{call}}}}","content":"{{{{text}}}}"}]}}""";
        static string Type(string message) => message.Contains("\"user\"", StringComparison.Ordinal) ? "user" : "assistant";
        static string Agent(string? agent) => agent is null ? "" : "\"agentId\":\"" + agent + "\",";
        static string Told(string? agent) => agent is null ? "" : "\"toolUseResult\":{" + Agent(agent).TrimEnd(',') + "},";
        static string Id(string? id) => id is null ? "null" : "\"" + id + "\"";
    }

    public static string Lines(IEnumerable<string> lines) => string.Join('\n', lines) + "\n";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] TarGz(params (string Name, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Bytes(content)) });
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Zip(params (string Name, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Bytes(content));
            }
        }

        return bytes.ToArray();
    }
}
