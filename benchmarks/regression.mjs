/**
 * Ordinary least squares with an intercept: the baseline. Returns the function from inputs to the prediction.
 * Inputs are centred first, so that the normal equations stay well conditioned.
 */
export function regression(inputs, targets) {
  const size = inputs[0].length;
  const means = Array.from(
    { length: size },
    (_, i) => inputs.reduce((sum, x) => sum + x[i], 0) / inputs.length,
  );
  const middle = targets.reduce((sum, y) => sum + y, 0) / targets.length;
  const matrix = Array.from({ length: size }, () => Array.from({ length: size + 1 }, () => 0));
  for (const [row, x] of inputs.entries()) {
    for (let i = 0; i < size; i++) {
      const a = x[i] - means[i];
      for (let j = 0; j < size; j++) matrix[i][j] += a * (x[j] - means[j]);
      matrix[i][size] += a * (targets[row] - middle);
    }
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      if (k === i) continue;
      const factor = matrix[k][i] / matrix[i][i];
      for (let j = i; j <= size; j++) matrix[k][j] -= factor * matrix[i][j];
    }
  }
  const slopes = matrix.map((line, i) => line[size] / line[i]);
  return (x) => slopes.reduce((sum, slope, i) => sum + slope * (x[i] - means[i]), middle);
}
