import { createFileRoute } from '@tanstack/react-router';
import { ForgotScreen } from '@/features/auth/components/forgot-screen';

export const Route = createFileRoute('/forgot')({ component: ForgotScreen });
