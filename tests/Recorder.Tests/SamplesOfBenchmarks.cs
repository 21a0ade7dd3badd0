namespace Recorder.Tests;

/// <summary>Small results of benchmarks, written for these tests.</summary>
internal static class SamplesOfBenchmarks
{
    /// <summary>Two trials of a task, one that was cut off, and one whose harness broke.</summary>
    public const string Tau =
        """
        [{"task_id":4,"trial":0,"reward":1.0,
          "info":{"task":{"user_id":"ann_lee_1","instruction":"You are Ann. Cancel order A1.","actions":[{"name":"cancel_order","kwargs":{"order_id":"A1"}}],"outputs":["20"]},
                  "source":"user","user_cost":0.01,"reward_info":{"reward":1.0,"info":{"r_outputs":1.0,"outputs":{"20":true}},"actions":[]}},
          "traj":[
           {"role":"system","content":"Follow the policy."},
           {"role":"user","content":"Please cancel A1."},
           {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"find_order","arguments":"{\"order_id\": \"A1\"}"}}]},
           {"role":"tool","tool_call_id":"c1","name":"find_order","content":"Error: order not found"},
           {"role":"assistant","content":"","function_call":{"name":"cancel_order","arguments":"{not json"}},
           {"role":"function","name":"cancel_order","content":"cancelled"},
           {"role":"assistant","content":"Done, 20 dollars come back.","tool_calls":[{"id":"c9","type":"function","function":{"name":"think","arguments":{"a":{"b":1}}}}]}]},
         {"task_id":4,"trial":1,"reward":0.0,"info":{"task":{"instruction":"You are Ann. Cancel order A1."},"reward_info":null},
          "traj":[{"role":"system","content":"Follow the policy."},{"role":"user","content":"Hello?"}]},
         {"task_id":5,"trial":0,"reward":0.0,"info":{"error":"provider is down","traceback":"Traceback: line 1"},"traj":[]}]
        """;

    /// <summary>A user who calls a tool, parallel calls of the agent, every kind of check; and a simulation whose simulated user broke.</summary>
    public const string Tau2 =
        """
        {"timestamp":"2026-01-02T03:04:05.6","info":{"git_commit":"abc","max_steps":100,"max_errors":5,"seed":1,
          "user_info":{"implementation":"user_simulator","llm":"acme-user","llm_args":{}},
          "agent_info":{"implementation":"llm_agent","llm":"acme-1","llm_args":{"temperature":0}},
          "environment_info":{"domain_name":"telecom","policy":"# Policy\nBe kind.","tool_defs":null}},
         "tasks":[{"id":"t1","ticket":"No data abroad.","user_scenario":{"instructions":{"domain":"telecom","reason_for_call":"Your mobile data does not work abroad.","task_instructions":"Be brief."}},
           "evaluation_criteria":{"actions":[],"reward_basis":["ENV_ASSERTION"]}}],
         "simulations":[
          {"id":"sim-1","task_id":"t1","trial":0,"seed":7,"start_time":"2026-01-02T03:04:05","end_time":"2026-01-02T03:05:05","duration":60,"termination_reason":"user_stop","agent_cost":0.3,"user_cost":0.1,
           "reward_info":{"reward":1.0,"db_check":{"db_match":true,"db_reward":1},
            "action_checks":[{"action":{"action_id":"a0","requestor":"user","name":"toggle_roaming","arguments":{"on":true}},"action_match":false,"action_reward":0}],
            "communicate_checks":[{"info":"roaming","met":true,"justification":"said so"}],
            "nl_assertions":[{"nl_assertion":"The agent is kind.","met":false,"justification":"was curt"}],
            "env_assertions":[{"env_assertion":{"env_type":"user","func_name":"assert_data_works","arguments":{"expected":true}},"met":true,"reward":1}],
            "reward_basis":["ENV_ASSERTION"],"reward_breakdown":{"ENV_ASSERTION":1}},
           "messages":[
            {"role":"assistant","content":"Hi! How can I help?","tool_calls":null,"turn_idx":0,"timestamp":"2026-01-02T03:04:05","cost":0,"usage":null},
            {"role":"user","content":"My data does not work.","turn_idx":1,"timestamp":"2026-01-02T03:04:07","cost":0.1,"usage":{"prompt_tokens":50,"completion_tokens":5},"raw_data":{"message":{"reasoning_content":"I complain."}}},
            {"role":"assistant","content":null,"tool_calls":[{"id":"g1","name":"get_line","arguments":{"line":1},"requestor":"assistant"},{"id":"g2","name":"get_plan","arguments":{},"requestor":"assistant"}],"turn_idx":2,"timestamp":"2026-01-02T03:04:09","cost":0.2,"usage":{"prompt_tokens":100,"completion_tokens":10},"raw_data":{"model":"acme-1-2026","usage":{"cache_read_input_tokens":64}}},
            {"role":"tool","tool_messages":[{"id":"g2","role":"tool","content":"plan B","requestor":"assistant","error":false,"timestamp":"2026-01-02T03:04:10"},{"id":"g1","role":"tool","content":"no such line","requestor":"assistant","error":true,"timestamp":"2026-01-02T03:04:10"}]},
            {"role":"user","content":null,"tool_calls":[{"id":"u1","name":"toggle_roaming","arguments":{"on":true},"requestor":"user"}],"turn_idx":4,"timestamp":"2026-01-02T03:04:12","usage":{"prompt_tokens":60,"completion_tokens":6}},
            {"id":"u1","role":"tool","content":"Roaming is on.","requestor":"user","error":false,"turn_idx":5,"timestamp":"2026-01-02T03:04:13"},
            {"role":"user","content":"It works. ###STOP###","turn_idx":6,"timestamp":"2026-01-02T03:04:14"}]},
          {"id":"sim-2","task_id":"t1","trial":1,"termination_reason":"user_error","reward_info":{"reward":0.0},"messages":[]},
          {"id":"sim-3","task_id":"t1","trial":2,"termination_reason":"max_steps","reward_info":null,"messages":[{"role":"assistant","content":"Hi!"}]}]}
        """;

    public const string WhoAndWhen =
        """
        {"is_correct":false,"question":"How many clients?","question_ID":"q-77","level":"2","ground_truth":"8",
         "history":[
          {"content":"Load the sheet.\n```python\nprint(4)\n```","role":"assistant","name":"Excel_Expert"},
          {"content":"exitcode: 1 (execution failed)\nCode output: boom","role":"user","name":"Computer_terminal"},
          {"content":"There is no code from the last 1 message for me to execute.","role":"user","name":"Computer_terminal"},
          {"content":"The answer is 4.","role":"user","name":"Verification_Expert"}],
         "mistake_agent":"Verification_Expert","mistake_step":"3","mistake_reason":"It did not check.",
         "system_prompt":{"Excel_Expert":"You know sheets.","Verification_Expert":"You verify."}}
        """;

    /// <summary>Speakers in the role, no names, no prompts.</summary>
    public const string WhoAndWhenByHand =
        """
        {"history":[{"content":"Find the paper.","role":"human"},{"content":"I plan.","role":"Orchestrator (thought)"},{"content":"Searching.","role":"WebSurfer"},
          {"content":"The script ran, then exited with Unix exit code: 0\nIts output was:\nok","role":"ComputerTerminal"}],
         "question":"Find the paper.","ground_truth":"x","is_corrected":false,"mistake_agent":"WebSurfer","mistake_step":9,"mistake_reason":"Wrong page.","question_ID":"q-78"}
        """;

    /// <summary>root → first → two ways on; the second gave the answer. The first forks again, and one of its ends was only thought.</summary>
    public const string ToolBench =
        """
        {"win":true,"forward_args":{"answer":1},"compare_candidates":[],
         "tree":{"size":9,"max_length":9,"tree":{"node_type":"Action Input","description":"","is_terminal":false,"pruned":false,"finished":false,"depth":0,"children":[
          {"node_type":"Thought","description":"Look first.","pruned":false,"finished":false,"depth":1,"children":[
           {"node_type":"Action","description":"search","pruned":false,"finished":false,"depth":2,"children":[
            {"node_type":"Action Input","description":"{\"q\":\"x\"}","observation":"{\"error\":\"\",\"response\":\"two\"}","observation_code":0,"pruned":false,"finished":true,"depth":3,"children":[
             {"node_type":"Action","description":"open","pruned":false,"finished":false,"depth":4,"children":[
              {"node_type":"Action Input","description":"{}","observation":"{\"error\":\"timeout\",\"response\":\"\"}","observation_code":5,"pruned":false,"finished":false,"depth":5,"children":[
               {"node_type":"Thought","description":"I cannot.","pruned":true,"finished":false,"depth":6,"children":[]},
               {"node_type":"Action","description":"Finish","pruned":false,"finished":false,"depth":6,"children":[
                {"node_type":"Action Input","description":"{\"return_type\":\"give_up_and_restart\"}","observation":"{\"response\":\"gave up\"}","observation_code":4,"pruned":true,"finished":false,"depth":7,"children":[]}]}]}]},
             {"node_type":"Action","description":"Finish","pruned":false,"finished":false,"depth":4,"children":[
              {"node_type":"Action Input","description":"{\"return_type\":\"give_answer\"}","observation":"{\"response\":\"done\"}","observation_code":3,"is_terminal":true,"pruned":false,"finished":true,"depth":5,"children":[]}]}]}]}]}]}},
         "answer_generation":{"valid_data":true,"query":"Find two things.","query_count":6,"total_tokens":900,"final_answer":"two","finish_type":"give_answer","function":[{"name":"search"}],"chain":[],
          "train_messages":[[{"role":"system","content":"You are AutoGPT."},{"role":"user","content":"\nFind two things.\nBegin!\n"},{"role":"assistant","content":"Look first."}]]}}
        """;

    public const string Matrix =
        "submission,run_id,task_id,trial_name,is_resolved,failure_mode,tests_passed,tests_total,input_tokens,output_tokens,trial_started_at,trial_ended_at,agent_started_at,agent_ended_at\n" +
        "20260101_acme_model-1,r1,hello,hello.1,True,unset,3,3,120,30,2026-01-01T10:00:00+00:00,2026-01-01T10:10:00+00:00,2026-01-01T10:01:00+00:00,2026-01-01T10:09:00+00:00\n" +
        "20260101_acme_model-1,r1,hello,hello.2,True,agent_timeout,3,3,,,,,,\n" +
        "20260101_acme_model-1,r1,hello,hello.3,False,unset,1,3,,,,,,\n" +
        "20260101_acme_model-1,r1,hello,hello.4,False,agent_timeout,0,3,,,,,,\n" +
        "20260101_acme_model-1,r1,hello,hello.5,,agent_timeout,0,0,,,,,,\n" +
        "20260101_acme_model-1,r1,hello,hello.6,,parse_error,0,0,,,,,,\n" +
        "20260101_acme_model-1,r1,hello,hello.7,False,agent_installation_failed,0,3,,,,,,\n" +
        "20260101_acme_model-1,r1,hello,hello.8,,,0,0,-5,1e99,not a time,,,\n";
}
