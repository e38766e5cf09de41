/** Why a backup or a restore was refused or given up, in a sentence for the operator. */
export class BackupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BackupError';
  }
}

/** How far a backup or restore is; `total` is in the unit of `done`. */
export interface Progress {
  step: 'tables' | 'objects' | 'documents' | 'verifying';
  done: number;
  total: number;
}

export type OnProgress = (progress: Progress) => void;
