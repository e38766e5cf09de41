import type { Principal } from '../../../auth/principal.ts';

/** An admin sees and cleans their own organization; the permission `system` opens all of them. */
export function systemScope(principal: Principal): string | undefined {
  return principal.permissions.includes('system') ? undefined : principal.organizationId;
}
