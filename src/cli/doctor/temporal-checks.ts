import { type Client, isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { Config } from '../../config.js';
import { type Check, type Finding, fine, wrong } from './check.js';

const NOT_FOUND = 5;
const INVALID_ARGUMENT = 3;

export function temporalChecks(
  client: Client,
  { temporalAddress, temporalNamespace: namespace }: Config,
): Check[] {
  const { workflowService } = client;

  const temporal: Check = {
    name: 'Temporal',
    look: async () => {
      try {
        const { serverVersion } = await workflowService.getSystemInfo({});
        return fine(`${serverVersion} at ${temporalAddress}`);
      } catch (error) {
        return wrong(
          `${temporalAddress} does not answer (${reasonOf(error)})`,
          'Start it, or correct TEMPORAL_ADDRESS, TEMPORAL_API_KEY and TEMPORAL_TLS….',
        );
      }
    },
  };

  const itsNamespace: Check = {
    name: 'Namespace',
    needs: temporal,
    look: () =>
      unless(
        NOT_FOUND,
        async () => {
          await workflowService.describeNamespace({ namespace });
          return fine(namespace);
        },
        wrong(
          `Temporal does not know ${namespace}`,
          `Correct TEMPORAL_NAMESPACE, or run: temporal operator namespace create --namespace ${namespace} --retention 72h`,
        ),
      ),
  };

  const searchAttribute: Check = {
    name: 'Search attribute',
    needs: itsNamespace,
    look: () =>
      unless(
        INVALID_ARGUMENT,
        async () => {
          await workflowService.countWorkflowExecutions({ namespace, query: `WebhookId = 'none'` });
          return fine('WebhookId is registered');
        },
        wrong(
          'WebhookId is not registered: workflows start without it',
          `Run: temporal operator search-attribute create --namespace ${namespace} --name WebhookId --type Keyword; then restart the workers.`,
        ),
      ),
  };

  return [temporal, itsNamespace, searchAttribute];
}

async function unless(code: number, look: () => Promise<Finding>, finding: Finding): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (codeOf(error) === code) return finding;
    throw error;
  }
}

function codeOf(error: unknown): number | undefined {
  return isGrpcServiceError(error) ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  if (isGrpcServiceError(error)) return error.details;
  return error instanceof ServiceError || error instanceof Error ? error.message : String(error);
}
