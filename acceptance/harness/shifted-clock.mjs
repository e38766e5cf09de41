// Loaded before the product (NODE_OPTIONS): its wall clock is off by SHIFT_CLOCK milliseconds.
const shift = Number(process.env.SHIFT_CLOCK);
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...parts) {
    super(...(parts.length === 0 ? [Real.now() + shift] : parts));
  }

  static now() {
    return Real.now() + shift;
  }
};
