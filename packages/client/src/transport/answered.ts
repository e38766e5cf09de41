/** The data of an answer: every failure has rejected before. */
export function answered<T>({ data }: { data?: T | undefined }): NonNullable<T> {
  return data as NonNullable<T>;
}
