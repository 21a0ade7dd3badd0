DROP TABLE spent_sign_in_tokens;
DROP TABLE sessions;
DROP TABLE api_keys;
DROP TABLE organisations;
