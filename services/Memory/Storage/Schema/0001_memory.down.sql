DROP TABLE memory_changes;
DROP TABLE memory_history;
DROP TABLE memory_links;
DROP TABLE memory_evidence;
DROP TABLE memories;
DROP FUNCTION note_memory_change();
DROP TABLE memory_candidates;
DROP TABLE trace_episodes;
