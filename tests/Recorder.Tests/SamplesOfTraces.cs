namespace Recorder.Tests;

/// <summary>Small traces and cassettes, written for these tests.</summary>
internal static class SamplesOfTraces
{
    public const string Atif =
        """
        {"schema_version":"ATIF-v1.7","session_id":"s-1","trajectory_id":"main","agent":{"name":"acme","version":"2","model_name":"m-1","extra":{"parser":"json"}},
         "steps":[
          {"step_id":1,"timestamp":"2026-01-01T10:00:00Z","source":"system","message":"You help."},
          {"step_id":2,"timestamp":"2026-01-01T10:00:01Z","source":"user","message":[{"type":"text","text":"What is on it?"},{"type":"image","source":{"media_type":"image/png","path":"a.png"}}]},
          {"step_id":3,"timestamp":"2026-01-01T10:00:02Z","source":"agent","message":"I look.","model_name":"m-2","reasoning_content":"Hm.",
           "tool_calls":[{"tool_call_id":"c1","function_name":"ls","arguments":{}},{"tool_call_id":"c2","function_name":"cat","arguments":{"f":"a"}},{"tool_call_id":"c3","function_name":"lost","arguments":{}}],
           "observation":{"results":[{"source_call_id":"c2","content":"text"},{"source_call_id":"c1"}]},
           "metrics":{"prompt_tokens":100,"completion_tokens":20,"cached_tokens":64,"cost_usd":0.5}},
          {"step_id":4,"timestamp":"2026-01-01T10:00:03Z","source":"agent","message":"Both.",
           "tool_calls":[{"tool_call_id":"d1","function_name":"keys","arguments":{"k":"a"}},{"tool_call_id":"d2","function_name":"keys","arguments":{"k":"b"}}],
           "observation":{"results":[{"content":"the screen"}]},"metrics":{"prompt_tokens":10,"completion_tokens":-3}},
          {"step_id":5,"source":"agent","message":"","llm_call_count":0,"tool_calls":[{"tool_call_id":"e1","function_name":"delegate","arguments":{}}],
           "observation":{"results":[{"source_call_id":"e1","content":"asked","subagent_trajectory_ref":[{"session_id":"s-1","trajectory_id":"child"},{"session_id":"s-9","trajectory_path":"other.json"}]}]}},
          {"step_id":6,"source":"system","message":"Compacted.","observation":{"results":[{"content":"summary"}]},"extra":{"context_management":{"type":"compaction"}}},
          {"step_id":7,"source":"robot","message":"?"}],
         "subagent_trajectories":[{"schema_version":"ATIF-v1.7","trajectory_id":"child","agent":{"name":"helper","version":"1"},
          "steps":[{"step_id":1,"source":"user","message":"Copied.","is_copied_context":true},{"step_id":2,"source":"agent","message":"Found."}],
          "final_metrics":{"total_prompt_tokens":7,"total_completion_tokens":3,"total_cost_usd":0.25}}],
         "final_metrics":{"total_prompt_tokens":110,"total_completion_tokens":20}}
        """;

    public const string AtifContinuation =
        """
        {"schema_version":"ATIF-v1.6","session_id":"s-2-cont-2","agent":{"name":"acme","version":"2"},"steps":[{"step_id":1,"source":"agent","message":"On."}]}
        """;

    /// <summary>The child stands before its parent and began before it; one observation's parent is not there; two are each other's parents.</summary>
    public const string Langfuse =
        """
        {"trace":{"id":"t-1","name":"weather","timestamp":"2026-01-01T10:00:00Z","userId":"u-1","sessionId":"conv-1","tags":["x"],"input":"{\"messages\":[{\"role\":\"user\",\"content\":\"Weather in Berlin?\"}]}",
           "scores":[{"name":"toxicity","value":0.5,"comment":"hm"},{"name":"right","stringValue":"yes","observationId":"g1"}]},
         "observations":[
          {"id":"g1","traceId":"t-1","parentObservationId":"root","type":"GENERATION","name":"chat","startTime":"2026-01-01T09:59:59.999Z","endTime":"2026-01-01T10:00:02Z","model":"m-1",
           "input":"[{\"role\":\"user\",\"content\":\"Weather in Berlin?\"}]","output":"{\"role\":\"assistant\",\"content\":\"Sunny.\"}",
           "usageDetails":{"input":100,"input_cache_read":20,"output":10,"output_reasoning":5,"total":135},"costDetails":{"input":0.1,"output":0.2,"total":0.3},"level":"DEFAULT"},
          {"id":"root","traceId":"t-1","parentObservationId":null,"type":"SPAN","name":"agent run","startTime":"2026-01-01T10:00:00Z","endTime":"2026-01-01T10:00:05Z","input":null,"output":"done","totalCost":0,"level":"DEFAULT"},
          {"id":"w1","traceId":"t-1","parentObservationId":"root","type":"TOOL","name":"running tool: weather","startTime":"2026-01-01T10:00:03Z","endTime":"2026-01-01T10:00:01Z","input":{"city":"Berlin"},"output":"{}","level":"ERROR","statusMessage":"no station",
           "metadata":"{\"attributes\":{\"gen_ai.tool.name\":\"weather\",\"gen_ai.tool.call.id\":\"call-7\"}}"},
          {"id":"e1","traceId":"t-1","parentObservationId":"gone","type":"EVENT","name":"ping","startTime":"2026-01-01T10:00:04Z","level":"DEFAULT"},
          {"id":"x","traceId":"t-1","parentObservationId":"y","type":"EVALUATOR","name":"judge","startTime":"2026-01-01T10:00:06Z"},
          {"id":"y","traceId":"t-1","parentObservationId":"x","type":"GUARDRAIL","name":"guard","startTime":"2026-01-01T10:00:07Z"}]}
        """;

    /// <summary>A whole reply, a streamed one, a refusal, a call that asks no model, and a body that is compressed bytes.</summary>
    public const string Cassette =
        """
        interactions:
        - request:
            body: '{"model": "m-1", "messages": [{"role": "user", "content": "Hello?"}]}'
            headers:
              authorization:
              - Bearer sk-not-to-be-kept
              user-agent:
              - acme-client/1.2 python
            method: POST
            uri: https://api.openai.com/v1/chat/completions?key=not-to-be-kept
          response:
            headers:
              date:
              - Thu, 01 Jan 2026 10:00:00 GMT
              set-cookie:
              - session=not-to-be-kept
            parsed_body: &reply
              id: r-1
              model: m-1-2026
              choices:
              - message: {role: assistant, content: Hi.}
              usage:
                prompt_tokens: 10
                completion_tokens: 2
                prompt_tokens_details: {cached_tokens: 4}
            status: {code: 200, message: OK}
        - request:
            parsed_body:
              max_tokens: 5
              messages:
              - {role: user, content: "yes"}
              model: c-1
              stream: true
            method: POST
            uri: https://api.anthropic.com/v1/messages
          response:
            body:
              string: |+
                event: message_start
                data: {"type":"message_start","message":{"id":"r-2","model":"c-1-2026","usage":{"input_tokens":3,"cache_read_input_tokens":5,"output_tokens":1}}}

                data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"Good "}}

                data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"day."}}

                data: {"type":"message_delta","usage":{"output_tokens":9}}

            status: {code: 200, message: OK}
        - request:
            body: '{"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]}'
            method: POST
            uri: https://generativelanguage.googleapis.com/v1beta/models/g-1:generateContent
          response:
            body: {string: '{"error": {"message": "Slow down."}}'}
            status: {code: 429, message: Too Many Requests}
        - request: {body: '', method: DELETE, uri: 'https://api.openai.com/v1/files/f-1?secret=not-to-be-kept'}
          response:
            parsed_body: *reply
            status: {code: 200, message: OK}
        - request:
            body: !!binary |
              eyJtb2RlbCI6Im0tMyIsImlucHV0IjoiQmFzZSA2NCJ9
            method: POST
            uri: http://127.0.0.1:8000/v1/responses
          response:
            headers: {Content-Encoding: [gzip]}
            body:
              string: !!binary |
                GZIPPED
            status: {code: 200, message: OK}
        version: 1
        """;
}
