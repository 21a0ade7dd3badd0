using System.Text;

namespace Web.Tests.Running;

/// <summary>Small sessions as an agent leaves them on disk, written for these tests.</summary>
internal static class Sessions
{
    /// <summary>A session that starts a subagent by its second step.</summary>
    public static byte[] WithSubagent(string session) => Lines(
        $$$$$"""{"type":"user","uuid":"u1","parentUuid":null,"isSidechain":false,"timestamp":"2026-01-21T06:00:01.000Z","sessionId":"{{{{{session}}}}}","message":{"role":"user","content":"Fix the parser with a helper."}}""",
        $$$$$"""{"type":"assistant","uuid":"a1","parentUuid":"u1","isSidechain":false,"timestamp":"2026-01-21T06:00:02.000Z","sessionId":"{{{{{session}}}}}","message":{"id":"m1","role":"assistant","model":"claude-x","content":[{"type":"tool_use","id":"t1","name":"Task","input":{"prompt":"Read p.py"}}],"usage":{"input_tokens":10,"output_tokens":2}}}""",
        $$$$$"""{"type":"user","uuid":"s1","parentUuid":null,"isSidechain":true,"agentId":"agent7","timestamp":"2026-01-21T06:00:03.000Z","sessionId":"{{{{{session}}}}}","message":{"role":"user","content":"Read p.py"}}""",
        $$$$$"""{"type":"assistant","uuid":"s2","parentUuid":"s1","isSidechain":true,"agentId":"agent7","timestamp":"2026-01-21T06:00:03.500Z","sessionId":"{{{{{session}}}}}","message":{"id":"m7","role":"assistant","model":"claude-x","content":[{"type":"text","text":"It parses."}],"usage":{"input_tokens":7,"output_tokens":3}}}""",
        $$$$$"""{"type":"user","uuid":"r1","parentUuid":"a1","isSidechain":false,"timestamp":"2026-01-21T06:00:04.000Z","sessionId":"{{{{{session}}}}}","toolUseResult":{"agentId":"agent7"},"message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"It parses."}]}}""",
        $$$$$"""{"type":"assistant","uuid":"a2","parentUuid":"r1","isSidechain":false,"timestamp":"2026-01-21T06:00:05.000Z","sessionId":"{{{{{session}}}}}","message":{"id":"m2","role":"assistant","model":"claude-x","content":[{"type":"text","text":"Read and fixed."}],"usage":{"input_tokens":12,"output_tokens":4}}}""");

    private static byte[] Lines(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
}
