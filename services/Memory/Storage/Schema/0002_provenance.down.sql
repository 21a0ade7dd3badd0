DROP TABLE provenance_backlog;
