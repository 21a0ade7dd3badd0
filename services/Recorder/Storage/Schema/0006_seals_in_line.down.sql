ALTER TABLE run_seals RESET (toast_tuple_target);
