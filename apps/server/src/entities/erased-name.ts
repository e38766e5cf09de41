/** What somebody who was erased is called from then on, as user and as entity; `forgetPeople` writes the same in SQL. */
export const erasedName = (id: string): string => `erased:${id}`;
