import { Mark } from '../mark';
import type { AdminUser } from './queries';

/** What is particular about an account, in words. */
export function Marks({
  user: { is_active, is_staff, is_superuser },
}: {
  user: Pick<AdminUser, 'is_active' | 'is_staff' | 'is_superuser'>;
}) {
  return (
    <>
      {is_superuser ? <Mark tone="on">Superuser</Mark> : is_staff && <Mark tone="on">Staff</Mark>}
      {!is_active && <Mark tone="off">Deactivated</Mark>}
    </>
  );
}
