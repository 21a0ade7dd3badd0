namespace Recorder.Tests;

/// <summary>Small sessions of Codex and pi, written for these tests.</summary>
internal static class SamplesOfAgents
{
    /// <summary>One reply with two calls (one answered as JSON, one as text), a repeated count, a second reply, an aborted turn, a compaction, a started agent.</summary>
    public static string[] Codex(string id = "0199aaaa-0000-7000-8000-000000000001", string source = "\"cli\"") =>
    [
        Line("session_meta", "{\"id\":\"" + id + "\",\"cwd\":\"/w/parser\",\"cli_version\":\"0.40.0\",\"source\":" + source + ",\"git\":{\"repository_url\":\"https://github.com/acme/parser.git\"}}"),
        Line("turn_context", """{"cwd":"/w/parser","model":"acme-codex","effort":"high"}"""),
        Item("""{"type":"message","role":"user","content":[{"type":"input_text","text":"<environment_context>linux</environment_context>"}]}"""),
        Line("event_msg", """{"type":"user_message","message":"Keep commas."}"""),
        Item("""{"type":"message","role":"user","content":[{"type":"input_text","text":"Keep commas."}]}"""),
        Item("""{"type":"reasoning","summary":[{"type":"summary_text","text":"Look first."}],"encrypted_content":"opaque"}"""),
        Item("""{"type":"function_call","name":"shell","arguments":"{\"command\":[\"ls\"]}","call_id":"c1"}"""),
        Item("""{"type":"custom_tool_call","name":"apply_patch","input":"*** Begin Patch","call_id":"c2"}"""),
        Count(100, 60, 20, 5, 100),
        Item("""{"type":"function_call_output","call_id":"c1","output":"{\"output\":\"p.py\\n\",\"metadata\":{\"exit_code\":0,\"duration_seconds\":0.1}}"}"""),
        Item("""{"type":"custom_tool_call_output","call_id":"c2","output":"Exit code: 1\nWall time: 0 seconds\nOutput:\nno"}"""),
        Count(100, 60, 20, 5, 100),
        Item("""{"type":"message","role":"assistant","content":[{"type":"output_text","text":"It failed."}]}"""),
        Item("""{"type":"function_call","name":"spawn_agent","arguments":"{\"message\":\"help\"}","call_id":"c3"}"""),
        Count(150, 100, 30, 0, 250),
        Line("event_msg", """{"type":"collab_agent_spawn_end","call_id":"c3","new_thread_id":"0199aaaa-0000-7000-8000-00000000000c"}"""),
        Item("""{"type":"function_call_output","call_id":"c3","output":[{"type":"input_text","text":"started"}]}"""),
        Item("""{"type":"web_search_call","id":"w1","status":"completed","action":{"type":"search","query":"commas"}}"""),
        Line("compacted", """{"message":"Commas were lost."}"""),
        Line("event_msg", """{"type":"turn_aborted","reason":"interrupted"}"""),
        Line("a_future_record", """{"x":1}"""),
    ];

    public static string[] Pi() =>
    [
        """{"type":"session","id":"pi-1","timestamp":"2026-01-02T03:04:05.000Z","cwd":"/w/parser","provider":"acme","modelId":"acme-1","thinkingLevel":"off","branchedFrom":"/h/.pi/sessions/2026-01-01T00-00-00-000Z_pi-0.jsonl"}""",
        """{"type":"message","timestamp":"2026-01-02T03:04:06.000Z","message":{"role":"user","content":[{"type":"text","text":"Keep commas."}]}}""",
        """{"type":"message","timestamp":"2026-01-02T03:04:09.000Z","message":{"role":"assistant","model":"acme-1","stopReason":"toolUse","timestamp":1767323047000,"content":[{"type":"thinking","thinking":"Hm."},{"type":"text","text":"I look."},{"type":"toolCall","id":"c1","name":"bash","arguments":{"command":"ls"}}],"usage":{"input":3,"output":7,"cacheRead":10,"cacheWrite":5,"totalTokens":25,"cost":{"input":0.1,"total":0.25}}}}""",
        """{"type":"message","timestamp":"2026-01-02T03:04:10.000Z","message":{"role":"toolResult","toolCallId":"c1","toolName":"bash","isError":true,"content":[{"type":"text","text":"no"}]}}""",
        """{"type":"model_change","timestamp":"2026-01-02T03:04:11.000Z","provider":"acme","modelId":"acme-2"}""",
        """{"type":"message","timestamp":"2026-01-02T03:04:12.000Z","message":{"role":"bashExecution","command":"ls","output":"p.py","exitCode":2,"cancelled":false,"truncated":false}}""",
        """{"type":"compaction","timestamp":"2026-01-02T03:04:13.000Z","summary":"Commas.","firstKeptEntryIndex":2,"tokensBefore":900}""",
        """{"type":"message","timestamp":"2026-01-02T03:04:14.000Z","message":{"role":"assistant","model":"acme-2","stopReason":"aborted","errorMessage":"Request was aborted.","content":[],"usage":{"input":1,"output":-4,"cacheRead":0,"cacheWrite":0,"cost":{"total":0}}}}""",
    ];

    public static string[] PiTree() =>
    [
        """{"type":"session","version":3,"id":"pi-2","timestamp":"2026-01-02T03:04:05.000Z","cwd":"/w/parser"}""",
        """{"type":"message","id":"e1","parentId":null,"timestamp":"2026-01-02T03:04:06.000Z","message":{"role":"user","content":"Keep commas."}}""",
        """{"type":"message","id":"e2","parentId":"e1","timestamp":"2026-01-02T03:04:07.000Z","message":{"role":"assistant","model":"acme-1","content":[{"type":"text","text":"Kept."}],"usage":{"input":3,"output":2}}}""",
        """{"type":"message","id":"e3","parentId":"e2","timestamp":"2026-01-02T03:04:08.000Z","message":{"role":"user","content":"Drop them."}}""",
        """{"type":"message","id":"e4","parentId":"e2","timestamp":"2026-01-02T03:04:09.000Z","message":{"role":"user","content":"Semicolons too."}}""",
        """{"type":"message","id":"e5","parentId":"e4","timestamp":"2026-01-02T03:04:10.000Z","message":{"role":"assistant","model":"acme-1","content":[{"type":"text","text":"Kept too."}],"usage":{"input":3,"output":5}}}""",
        """{"type":"message","id":"e6","parentId":"e3","timestamp":"2026-01-02T03:04:11.000Z","message":{"role":"assistant","model":"acme-1","content":[{"type":"text","text":"Dropped."}],"usage":{"input":3,"output":9}}}""",
    ];

    private static string Item(string payload) => Line("response_item", payload);

    private static string Count(int input, int cached, int output, int reasoning, int total) => Line(
        "event_msg",
        "{\"type\":\"token_count\",\"info\":{\"total_token_usage\":{\"input_tokens\":" + total + "},\"last_token_usage\":{\"input_tokens\":" + input + ",\"cached_input_tokens\":"
        + cached + ",\"output_tokens\":" + output + ",\"reasoning_output_tokens\":" + reasoning + "}}}");

    private static string Line(string type, string payload) => "{\"timestamp\":\"2026-01-02T03:04:05.000Z\",\"type\":\"" + type + "\",\"payload\":" + payload + "}";
}
