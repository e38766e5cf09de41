/** What `likeness token` needs, apart from the server itself so that it loads at once. */
export { type IssueTokenOptions, issueToken } from './auth/issue-token.ts';
export { ROLES, type Role } from './auth/principal.ts';
export { tokenSecretPath } from './auth/token-secret.ts';
export { type Config, loadConfig } from './config/config.ts';
export { duration } from './config/parsers.ts';
export { ConfigurationError } from './errors.ts';
export { loadEnvironmentFile } from './start/environment-file.ts';
