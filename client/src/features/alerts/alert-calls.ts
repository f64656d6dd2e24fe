/** What is asked of the server about cards. */
import {
  type Alert,
  type AlertResponse,
  alertDetail,
  type Decision,
  decidedAlerts,
} from '../../../../server/contract/alerts.ts';
import { api } from '../../lib/api.ts';

type Versioned = Pick<Alert, 'id' | 'version'>;

export interface DecisionRequest {
  readonly action: Decision;
  readonly reason: string;
  readonly days?: number | undefined;
}

export const decide = ({ id, version }: Versioned, request: DecisionRequest) =>
  api(`/alerts/${id}/decide`, { method: 'POST', body: { ...request, version }, schema: alertDetail });

export const decideMany = (cards: readonly Versioned[], request: DecisionRequest) =>
  api('/alerts/bulk', {
    method: 'POST',
    body: { ...request, items: cards.map(({ id, version }) => ({ id, version })) },
    schema: decidedAlerts,
  });

export const answer = (
  { id, version }: Versioned,
  request: { readonly action: AlertResponse; readonly reason: string; readonly files: readonly string[] },
) => api(`/alerts/${id}/answer`, { method: 'POST', body: { ...request, version }, schema: alertDetail });
