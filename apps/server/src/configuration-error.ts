/** A setting that stops the start: printed as one sentence with the variable's name, exit code 78. */
export class ConfigurationError extends Error {
  readonly variable: string;

  constructor(variable: string, message: string, options?: ErrorOptions) {
    super(`${variable}: ${message}`, options);
    this.name = 'ConfigurationError';
    this.variable = variable;
  }
}
