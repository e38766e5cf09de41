import { LikenessError } from '@likeness/client';
import { type Arrival, takeArrival } from './arrival.ts';
import { likeness, pastedToken } from './likeness.ts';
import { tellTabs } from './tabs.ts';

export interface Person {
  userId: string;
  role: 'user' | 'premium' | 'admin';
  organization: string;
  permissions: readonly string[];
  entity: { type: 'user'; id: string };
}

export const arrival: Arrival = takeArrival();

/** Signs in by the printed link, when the page was opened by one; then asks who one is. */
export async function whoAmI(): Promise<Person | null> {
  const { code } = arrival;
  if (code !== undefined) {
    delete arrival.code;
    pastedToken.set(undefined);
    const { data } = await likeness.api.POST('/api/v1/session', { body: { code } });
    tellTabs();
    return (data?.data as Person | undefined) ?? null;
  }
  try {
    return await readSession();
  } catch (error) {
    if (error instanceof LikenessError && error.status === 401 && pastedToken.get() !== undefined) {
      // there may be a cookie behind the old token
      pastedToken.set(undefined);
      return readSession();
    }
    throw error;
  }
}

/** @throws LikenessError of a token that is not taken */
export async function readSession(): Promise<Person | null> {
  const { data } = await likeness.api.GET('/api/v1/session');
  return (data?.data as Person | null | undefined) ?? null;
}
