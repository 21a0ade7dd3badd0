ALTER TABLE notes ADD COLUMN pages integer;
