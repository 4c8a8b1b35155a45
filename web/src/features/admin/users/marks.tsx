import { Mark } from '../mark';
import type { AdminUser } from './queries';

/** What is particular about an account, in words. */
export function Marks({
  user: { is_active, is_staff, is_superuser, is_verified },
}: {
  user: Pick<AdminUser, 'is_active' | 'is_staff' | 'is_superuser' | 'is_verified'>;
}) {
  return (
    <>
      {is_superuser ? <Mark tone="on">Superuser</Mark> : is_staff && <Mark tone="on">Staff</Mark>}
      {!is_active && <Mark tone="off">Deactivated</Mark>}
      {!is_verified && <Mark tone="wait">Address not confirmed</Mark>}
    </>
  );
}
