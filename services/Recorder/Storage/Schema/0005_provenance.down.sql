DROP TABLE provenance_edges;
DROP TABLE provenance_nodes;
