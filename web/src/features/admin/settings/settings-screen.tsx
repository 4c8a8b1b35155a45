import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ifMatch, unwrap } from '@/api/client';
import { instanceQuery } from '@/api/instance';
import type { FieldErrors } from '@/api/problem';
import { DifferencePanel } from '@/components/difference-panel';
import { Button } from '@/components/ui/button';
import { Form } from '@/components/ui/form';
import { PageHeader } from '@/components/ui/page-header';
import { useToast } from '@/components/ui/toast';
import { invalidateAdmin } from '../roles/queries';
import { useEdit } from '../use-edit';
import { Environment } from './environment';
import { SettingsFields } from './fields';
import { faultsOf, SETTINGS_FIELDS, type SettingsValues, toChange, valuesOf } from './form';
import { settingsQuery } from './queries';

/** What holds for everybody here, and what only whoever runs the server changes. */
export function InstanceSettings() {
  const { data } = useSuspenseQuery(settingsQuery);
  const client = useQueryClient();
  const toast = useToast();
  const [faults, setFaults] = useState<FieldErrors>();
  const edit = useEdit<SettingsValues>(
    SETTINGS_FIELDS,
    { values: valuesOf(data.settings), etag: data.etag },
    async () => {
      const fresh = await client.fetchQuery({ ...settingsQuery, staleTime: 0 });
      return { values: valuesOf(fresh.settings), etag: fresh.etag };
    },
  );
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH('/api/admin/settings/', {
          params: { header: ifMatch(edit.etag) },
          body: toChange(edit.values, edit.base),
        }),
      ),
    onSuccess: async () => {
      await invalidateAdmin(client);
      edit.end();
      toast({ text: 'The settings are saved' });
      void client.invalidateQueries({ queryKey: instanceQuery.queryKey });
    },
    onError: async (error) => {
      if (await edit.refused(error)) save.reset();
    },
  });
  const submit = () => {
    const found = faultsOf(edit.values);
    const isFaulty = Object.keys(found).length > 0;
    setFaults(isFaulty ? found : undefined);
    if (!isFaulty) save.mutate();
  };
  return (
    <>
      <PageHeader title="Settings" description="What holds for everybody here." />
      <Form
        error={save.error}
        {...(faults && { faults })}
        onSubmit={submit}
        className="flex flex-col gap-4"
      >
        {edit.meanwhile && (
          <DifferencePanel
            what="the settings"
            differences={edit.meanwhile}
            values={edit.values}
            onChange={edit.set}
          />
        )}
        <SettingsFields values={edit.values} onChange={edit.set} />
        <div className="flex flex-wrap gap-2 border-t py-6 md:pl-[18rem]">
          <Button type="submit" look="primary" busy={save.isPending}>
            Save the settings
          </Button>
          {edit.isChanged && <Button onClick={edit.end}>Discard</Button>}
        </div>
      </Form>
      <Environment fixed={data.settings.environment} />
    </>
  );
}
