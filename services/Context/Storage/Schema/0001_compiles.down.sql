DROP TABLE receipt_seals;
DROP TABLE compile_texts;
DROP TABLE compiles;
