import { createFileRoute, redirect } from '@tanstack/react-router';
import { restore } from '@/api/session';

export const Route = createFileRoute('/')({
  beforeLoad: async () => {
    throw redirect({ to: (await restore()) ? '/dashboard' : '/login', replace: true });
  },
});
