import { CalendarDays, Gauge, KeyRound, type LucideIcon, Mails, UsersRound } from 'lucide-react';
import type { Permission } from '@/api/admin';

interface Place {
  to:
    | '/admin'
    | '/admin/roles'
    | '/admin/meetings'
    | '/admin/participants'
    | '/admin/notifications';

  label: string;
  /** What is there, for who comes to the administration first. */
  text: string;
  icon: LucideIcon;
  needs: Permission;
}

export const PLACES: readonly Place[] = [
  {
    to: '/admin',
    label: 'Overview',
    text: 'How the server does.',
    icon: Gauge,
    needs: 'settings.edit',
  },
  {
    to: '/admin/roles',
    label: 'Roles',
    text: 'What staff may do.',
    icon: KeyRound,
    needs: 'roles.edit',
  },
  {
    to: '/admin/meetings',
    label: 'Meetings',
    text: 'Everybody’s meetings.',
    icon: CalendarDays,
    needs: 'meetings.view_all',
  },
  {
    to: '/admin/participants',
    label: 'Participants',
    text: 'Who is invited where, and what they answered.',
    icon: UsersRound,
    needs: 'meetings.view_all',
  },
  {
    to: '/admin/notifications',
    label: 'Mails',
    text: 'What was sent, and what waits.',
    icon: Mails,
    needs: 'notifications.view',
  },
];
