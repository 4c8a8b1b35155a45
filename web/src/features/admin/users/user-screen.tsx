import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { KeyRound, LogOut, UserCheck, UserX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStanding } from '@/api/admin';
import { api, ifMatch, unwrap } from '@/api/client';
import { useUser, useViewerZone } from '@/api/me';
import { Alert } from '@/components/ui/alert';
import { Card, Section } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { addressText } from '@/lib/address';
import { useNow } from '@/lib/now';
import { formatPast, zoneCity } from '@/lib/time';
import { Act } from '../act';
import { BackTo } from '../back-to';
import { Fact } from '../fact';
import { permissionsText } from '../permissions';
import { invalidateAdmin } from '../roles/queries';
import { countOf } from '../words';
import { AccessForm } from './access-form';
import { DeleteUser } from './delete-user';
import { Marks } from './marks';
import { ProfileForm } from './profile-form';
import { nameOf, type ReadUser, userQuery } from './queries';

const LINK = 'text-accent underline underline-offset-2';

/** An account, for staff: what is said about it, what it may do, and what can be done with it. */
export function UserScreen({ id }: { id: string }) {
  const { data: read } = useSuspenseQuery(userQuery(id));
  const { user } = read;
  const { may, is_superuser } = useStanding();
  const me = useUser();
  // Nobody touches whoever may do more.
  const canTouch = is_superuser || (!user.is_superuser && user.permissions.every(may));
  const canEdit = canTouch && may('users.edit');
  return (
    <>
      <BackTo to="/admin/users">Users</BackTo>
      <PageHeader
        title={nameOf(user)}
        description={
          <span className="flex flex-wrap items-center gap-2">
            <span className="break-all">{addressText(user.email)}</span>
            {user.id === me.id && <span>(you)</span>}
            <Marks user={user} />
          </span>
        }
        actions={canEdit && <Acts read={read} />}
      />
      {!canTouch && (may('users.edit') || may('roles.edit')) && (
        <Alert className="mb-6">
          {user.is_superuser
            ? 'Only superusers change a superuser, so you can see this account and not change it.'
            : 'This account may do what you may not do yourself, so you can see it and not change it.'}
        </Alert>
      )}
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-8">
          <Section title="About them">
            <Card>
              <ProfileForm read={read} canEdit={canEdit} />
            </Card>
          </Section>
          {may('roles.edit') && (
            <Section title="What they may do">
              <Card>
                <AccessForm read={read} canTouch={canTouch} />
              </Card>
            </Section>
          )}
        </div>
        <Section title="The account">
          <Facts read={read} />
        </Section>
      </div>
    </>
  );
}

function Acts({ read: { user, etag } }: { read: ReadUser }) {
  const client = useQueryClient();
  const name = nameOf(user);
  const path = { uid: user.id };
  const params = { path, header: ifMatch(etag) };
  const acted = async (act: Promise<unknown>) => {
    await act;
    await invalidateAdmin(client);
  };
  return (
    <>
      {user.is_active && (
        <Act
          label="New password"
          icon={KeyRound}
          question={`Let ${name} choose a new password?`}
          consequence={`A mail with a link that works for 30 minutes goes to ${addressText(user.email)}. The present password stays until then.`}
          confirm="Send the mail"
          keep="Send nothing"
          done={`A mail to ${addressText(user.email)} is on its way`}
          run={() =>
            acted(unwrap(api.POST('/api/admin/users/{uid}/reset-mail/', { params: { path } })))
          }
        />
      )}
      {user.sessions > 0 && (
        <Act
          label="Log out"
          icon={LogOut}
          question={`Log ${name} out everywhere?`}
          consequence={`${countOf(user.sessions, 'session')} ${user.sessions === 1 ? 'ends' : 'end'} at once. They can log in again.`}
          confirm="Log them out"
          keep="Leave it"
          done={`${name} is logged out everywhere`}
          run={() =>
            acted(unwrap(api.POST('/api/admin/users/{uid}/end-sessions/', { params: { path } })))
          }
        />
      )}
      {user.is_active ? (
        <Act
          label="Deactivate"
          icon={UserX}
          danger
          question={`Deactivate ${name}?`}
          consequence="They are logged out at once and cannot log in. Their meetings stay. You can let them in again."
          confirm="Deactivate"
          keep="Leave it"
          done={`${name} is deactivated`}
          run={() => acted(unwrap(api.POST('/api/admin/users/{uid}/deactivate/', { params })))}
        />
      ) : (
        <Act
          label="Let in again"
          icon={UserCheck}
          question={`Let ${name} in again?`}
          consequence="They can log in with the password that they had."
          confirm="Let them in"
          keep="Leave it"
          done={`${name} can log in again`}
          run={() => acted(unwrap(api.POST('/api/admin/users/{uid}/reactivate/', { params })))}
        />
      )}
      <DeleteUser read={{ user, etag }} />
    </>
  );
}

function Facts({ read: { user } }: { read: ReadUser }) {
  const { may } = useStanding();
  const zone = useViewerZone();
  const now = useNow();
  const organises = countOf(user.meetings_organised, 'meeting');
  const invited = countOf(user.meetings_invited, 'meeting');
  const seesMeetings = may('meetings.view_all');
  const line = (is: boolean, link: ReactNode, text: string) => (is ? link : text);
  return (
    <Card>
      <dl className="flex flex-col gap-3">
        <Fact name="Here since">{formatPast(user.date_joined, zone, now)}</Fact>
        <Fact name="Address">{user.is_verified ? 'confirmed' : 'not confirmed yet'}</Fact>
        <Fact name="Time zone">{zoneCity(user.time_zone)}</Fact>
        <Fact name="Organises">
          {line(
            seesMeetings && user.meetings_organised > 0,
            <Link
              to="/admin/meetings"
              search={{ organiser: addressText(user.email) }}
              className={LINK}
            >
              {organises}
            </Link>,
            organises,
          )}
        </Fact>
        <Fact name="Invited to">
          {line(
            seesMeetings && user.meetings_invited > 0,
            <Link to="/admin/participants" search={{ q: addressText(user.email) }} className={LINK}>
              {invited}
            </Link>,
            `${invited} of others`,
          )}
        </Fact>
        <Fact name="Logged in">{countOf(user.sessions, 'session')}</Fact>
        <Fact name="Roles">
          {user.roles
            .map(({ name, is_active }) => (is_active ? name : `${name} (not in use)`))
            .join(', ') || 'none'}
        </Fact>
        <Fact name="May">{permissionsText(user.permissions)}</Fact>
        {may('audit.view') && (
          <Fact name="Audit log">
            <Link to="/admin/audit" search={{ actor: user.id }} className={LINK}>
              What they did
            </Link>
            {' · '}
            <Link to="/admin/audit" search={{ target: `user:${user.id}` }} className={LINK}>
              What was done to the account
            </Link>
          </Fact>
        )}
      </dl>
    </Card>
  );
}
