import { Setting } from '@/components/setting';
import { PageHeader } from '@/components/ui/page-header';
import { Appearance } from './appearance';
import { CalendarHours } from './calendar-hours';
import { DataExport } from './data-export';
import { DeleteAccount } from './delete-account';
import { EmailForm } from './email-form';
import { PasswordForm } from './password-form';
import { ProfileForm } from './profile-form';
import { RemindersForm } from './reminders-form';
import { Sessions } from './sessions';
import { TimeZone } from './time-zone';

export function SettingsScreen() {
  return (
    <>
      <PageHeader title="Settings" />
      <Setting title="Profile" description="How others see you in meetings and mails.">
        <ProfileForm />
      </Setting>
      <Setting
        title="E-mail address"
        description="You log in with it, and invitations are sent to it. Your meetings and invitations move along when it changes."
      >
        <EmailForm />
      </Setting>
      <Setting
        title="Time zone"
        description="All times are shown in it, wherever you and your browser are."
      >
        <TimeZone />
      </Setting>
      <Setting
        title="Reminders"
        description="Mails before the meetings that you organise or have not declined."
      >
        <RemindersForm />
      </Setting>
      <Setting title="Appearance" description="Of this browser.">
        <Appearance />
      </Setting>
      <Setting
        title="Calendar"
        description="When you work. The calendar opens at that hour and shades the rest, in this browser."
      >
        <CalendarHours />
      </Setting>
      <Setting title="Password" description="A new one ends all your other sessions.">
        <PasswordForm />
      </Setting>
      <Setting
        title="Sessions"
        description="Where you are logged in. End what you do not know, then change your password."
      >
        <Sessions />
      </Setting>
      <Setting title="Your data" description="All that is kept about you, to take along.">
        <DataExport />
      </Setting>
      <Setting title="Delete the account">
        <DeleteAccount />
      </Setting>
    </>
  );
}
