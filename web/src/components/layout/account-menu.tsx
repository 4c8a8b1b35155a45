import { useNavigate } from '@tanstack/react-router';
import { CircleUserRound, Keyboard, LogOut, Settings, ShieldCheck } from 'lucide-react';
import type { User } from '@/api/session';
import { Button } from '@/components/ui/button';
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from '@/components/ui/menu';
import { addressText } from '@/lib/address';
import { useObservable } from '@/lib/observable';
import { setTheme, type Theme, theme } from '@/lib/theme';

export function AccountMenu({
  user,
  onLogOut,
  onShortcuts,
}: {
  user: User;
  onLogOut: () => void;
  onShortcuts: () => void;
}) {
  const navigate = useNavigate();
  const chosen = useObservable(theme);
  const name =
    `${user.first_name} ${user.last_name}`.trim() || user.username || addressText(user.email);
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button
          look="quiet"
          className="min-w-0 max-w-full max-lg:size-10 max-lg:[&_svg]:size-5 lg:w-full lg:justify-start lg:px-3"
          aria-label={`Account: ${name}`}
        >
          <CircleUserRound aria-hidden="true" />
          <span className="truncate max-lg:hidden">{name}</span>
        </Button>
      </MenuTrigger>
      <MenuContent align="start">
        <MenuLabel>{addressText(user.email)}</MenuLabel>
        <MenuItem onSelect={() => void navigate({ to: '/dashboard/settings' })}>
          <Settings aria-hidden="true" /> Settings
        </MenuItem>
        {user.is_staff && (
          <MenuItem onSelect={() => void navigate({ to: '/admin' })}>
            <ShieldCheck aria-hidden="true" /> Administration
          </MenuItem>
        )}
        <MenuItem onSelect={onShortcuts}>
          <Keyboard aria-hidden="true" /> Keyboard shortcuts
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Look</MenuLabel>
        <MenuRadioGroup value={chosen} onValueChange={(value) => setTheme(value as Theme)}>
          <MenuRadioItem value="system">Like the system</MenuRadioItem>
          <MenuRadioItem value="light">Light</MenuRadioItem>
          <MenuRadioItem value="dark">Dark</MenuRadioItem>
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={onLogOut}>
          <LogOut aria-hidden="true" /> Log out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
