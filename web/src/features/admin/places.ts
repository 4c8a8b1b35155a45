import {
  CalendarDays,
  CircleUserRound,
  Gauge,
  KeyRound,
  type LucideIcon,
  Mails,
  ScrollText,
  SlidersHorizontal,
  UsersRound,
} from 'lucide-react';
import type { Permission } from '@/api/admin';

interface Place {
  to:
    | '/admin'
    | '/admin/users'
    | '/admin/roles'
    | '/admin/meetings'
    | '/admin/participants'
    | '/admin/notifications'
    | '/admin/audit'
    | '/admin/settings';
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
    to: '/admin/users',
    label: 'Users',
    text: 'Every account, and what it may do.',
    icon: CircleUserRound,
    needs: 'users.view',
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
  {
    to: '/admin/audit',
    label: 'Audit log',
    text: 'Who did what, and when.',
    icon: ScrollText,
    needs: 'audit.view',
  },
  {
    to: '/admin/settings',
    label: 'Settings',
    text: 'Who may register, what holds for everybody, what is kept.',
    icon: SlidersHorizontal,
    needs: 'settings.edit',
  },
];
