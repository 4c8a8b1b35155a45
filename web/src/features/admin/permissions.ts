import type { Permission } from '@/api/admin';

/** What each permission lets one do, in the order of the administration's pages. */
export const PERMISSIONS: Record<Permission, { label: string; hint: string }> = {
  'users.view': { label: 'See users', hint: 'Every account, with its sessions and roles.' },
  'users.edit': {
    label: 'Change users',
    hint: 'Make, change, deactivate and delete accounts; end their sessions.',
  },
  'roles.edit': {
    label: 'Manage roles',
    hint: 'Make and change roles, say who is staff and who has which role.',
  },
  'meetings.view_all': { label: 'See all meetings', hint: 'With everybody who takes part.' },
  'meetings.edit_all': {
    label: 'Change all meetings',
    hint: 'Change, cancel and delete them, as their organisers can.',
  },
  'notifications.view': { label: 'See mails', hint: 'Every mail and what became of it.' },
  'notifications.resend': { label: 'Send mails again', hint: 'Or give them up.' },
  'audit.view': { label: 'Read the audit log', hint: 'Who did what, when, and from where.' },
  'settings.edit': {
    label: 'Run the instance',
    hint: 'See how the server does, and change its settings.',
  },
};

/** What comes with a permission: who changes something sees it. */
const BRINGS: Partial<Record<Permission, Permission>> = {
  'users.edit': 'users.view',
  'roles.edit': 'users.view',
  'meetings.edit_all': 'meetings.view_all',
  'notifications.resend': 'notifications.view',
};

/** The first of these that brings it. */
export function broughtBy(
  permission: Permission,
  permissions: readonly Permission[],
): Permission | undefined {
  return permissions.find((one) => BRINGS[one] === permission);
}

export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];

/** "See users, change users", or "nothing". */
export function permissionsText(permissions: readonly Permission[]): string {
  if (permissions.length === ALL_PERMISSIONS.length) return 'Everything';
  const labels = ALL_PERMISSIONS.filter((one) => permissions.includes(one)).map((one, at) =>
    at === 0 ? PERMISSIONS[one].label : PERMISSIONS[one].label.toLowerCase(),
  );
  return labels.join(', ') || 'Nothing';
}
