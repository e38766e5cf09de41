/** Why this package refused. Findings about a person's measurements are not errors but `Finding`s. */
export type BodyErrorCode =
  | 'invalid_unit'
  | 'invalid_length'
  | 'invalid_weight'
  | 'invalid_measurement'
  | 'invalid_template'
  | 'not_solvable'
  | 'invalid_mesh';

export class BodyError extends Error {
  readonly code: BodyErrorCode;

  constructor(code: BodyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BodyError';
    this.code = code;
  }
}
