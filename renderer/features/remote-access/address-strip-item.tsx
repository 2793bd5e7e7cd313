import { useTranslation } from 'react-i18next';
import { formatRoute } from '../../app/router/route.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { addressDots } from './address-card.tsx';
import { usePublicAddress } from './use-tunnel.ts';

/** Whether the console is reachable from outside; nothing while it is not meant to be. */
export function AddressStripItem({ className }: { readonly className: string | undefined }) {
  const { t } = useTranslation();
  const address = usePublicAddress();
  if (!address || address.state === 'off') return null;
  const text = t(address.url ? 'remoteAccess.strip.up' : 'remoteAccess.strip.lost');
  return (
    <a
      className={className}
      href={formatRoute({ page: 'settings', id: 'remote' })}
      title={`${t(`remoteAccess.state.${address.state}`)}${address.url ? `: ${address.url}` : ''}`}
      style={{ color: 'inherit', textDecoration: 'none' }}
      data-testid="public-address"
    >
      <StatusDot status={addressDots[address.state]} label={t(`remoteAccess.state.${address.state}`)} />
      <span className="mantine-visible-from-md">{text}</span>
    </a>
  );
}
