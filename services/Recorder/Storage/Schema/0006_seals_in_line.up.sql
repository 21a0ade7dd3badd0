-- A seal is some 2.5 kB of base64, which does not compress: PostgreSQL would try, and then keep it beside the table, in pieces with an index of their own.
ALTER TABLE run_seals SET (toast_tuple_target = 8160);
