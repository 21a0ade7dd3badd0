DROP TABLE run_annotations, import_chunks, imports, run_sources, payload_redactions, blobs, steps, runs;
