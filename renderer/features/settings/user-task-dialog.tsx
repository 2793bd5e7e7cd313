import { useTranslation } from 'react-i18next';
import type { Account, NewAccountLink } from '../../../shared/schemas/account.ts';
import { useClient } from '../../app/state/console-context.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ReachDialog } from '../audit/reach-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { UserDialog } from './user-dialog.tsx';
import { UserSessionsDialog } from './user-sessions-dialog.tsx';

export type UserTask =
  | { readonly kind: 'add' | 'invite' }
  | { readonly kind: 'link'; readonly link: NewAccountLink }
  | { readonly kind: 'reach' | 'password' | 'sessions' | 'removeTotp' | 'delete'; readonly user: Account };

export interface UserTaskDialogProps {
  readonly task: UserTask;
  /** The next task, or null when there is none. */
  readonly onTask: (task: UserTask | null) => void;
  readonly onDone: () => void;
}

/** The dialog for what an administrator is about to do. */
export function UserTaskDialog({ task, onTask, onDone }: UserTaskDialogProps) {
  const { t } = useTranslation();
  const client = useClient();
  const close = () => onTask(null);
  switch (task.kind) {
    case 'invite':
      return (
        <InviteDialog
          onClose={close}
          onMade={(link) => {
            onTask({ kind: 'link', link });
            onDone();
          }}
        />
      );
    case 'link':
      return <LinkDialog link={task.link} onClose={close} />;
    case 'add':
      return <UserDialog task={{ kind: 'add' }} onClose={close} onDone={onDone} />;
    case 'password':
      return <UserDialog task={{ kind: 'password', user: task.user }} onClose={close} onDone={onDone} />;
    case 'reach':
      return <ReachDialog user={task.user} onClose={close} onDone={onDone} />;
    case 'sessions':
      return <UserSessionsDialog user={task.user} onClose={close} />;
    case 'removeTotp':
      return (
        <ConfirmDialog
          title={`${t('accounts.users.removeTotp')}: ${task.user.username}`}
          text={t('accounts.users.removeTotpText', { name: task.user.username })}
          action={t('accounts.users.removeTotp')}
          onClose={close}
          onConfirm={() => client.call('users.removeTotp', { id: task.user.id }).then(onDone)}
        />
      );
    case 'delete':
      return (
        <ConfirmDialog
          title={t('users.deleteTitle', { name: task.user.username })}
          text={t('users.deleteText')}
          action={t('common.delete')}
          onClose={close}
          onConfirm={() => client.call('users.delete', { id: task.user.id }).then(onDone)}
        />
      );
  }
}
