ALTER TABLE memories DROP COLUMN useful_count, DROP COLUMN wrong_count, DROP COLUMN outdated_count, DROP COLUMN harmful_count;
DROP TABLE memory_feedback;
