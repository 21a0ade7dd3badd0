DROP TABLE run_links;
