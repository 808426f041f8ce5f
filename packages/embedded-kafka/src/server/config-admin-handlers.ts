import {
  type AlterConfigsRequest,
  type AlterConfigsResponse,
  configOperation,
  type DescribeConfigsRequest,
  type DescribeConfigsResponse,
  type IncrementalAlterConfigsRequest,
  resourceType,
} from '../protocol/config-admin.ts';
import { errorCode } from '../protocol/error-code.ts';
import type { BrokerContext } from './broker-context.ts';
import { checkTopicSettings, type TopicSettings, topicConfigs } from './topic-config.ts';

/** Where a value comes from, as DescribeConfigs says it. */
const source = { topic: 1, default: 5 } as const;

export function handleDescribeConfigs(
  broker: BrokerContext,
  request: DescribeConfigsRequest,
): DescribeConfigsResponse {
  const results = request.resources.map((resource) => {
    const { resourceType: type, resourceName, configNames } = resource;
    const topic = type === resourceType.topic ? broker.topics.get(resourceName) : undefined;
    const problem = type === resourceType.broker ? null : missing(broker, type, resourceName);
    const asked = topicConfigs.filter(({ name }) => configNames === null || configNames.includes(name));
    return {
      errorCode: problem?.code ?? errorCode.none,
      errorMessage: problem?.message ?? null,
      resourceType: type,
      resourceName,
      // A broker has no configs of its own here.
      configs: topic ? asked.map((definition) => describe(definition, topic.settings, request)) : [],
    };
  });
  return { throttleMs: 0, results };
}

function describe(
  definition: (typeof topicConfigs)[number],
  settings: TopicSettings,
  request: DescribeConfigsRequest,
) {
  const { name, value: defaultValue, type } = definition;
  const own = settings[name];
  const synonyms = [{ name, value: defaultValue, source: source.default as number }];
  if (own !== undefined) synonyms.unshift({ name, value: own, source: source.topic });
  return {
    name,
    value: own ?? defaultValue,
    readOnly: false,
    isDefault: own === undefined,
    source: own === undefined ? source.default : source.topic,
    isSensitive: false,
    synonyms: request.includeSynonyms ? synonyms : [],
    valueType: type,
    documentation: null,
  };
}

/** Replaces all of a topic's settings. */
export function handleAlterConfigs(
  broker: BrokerContext,
  request: AlterConfigsRequest,
): AlterConfigsResponse {
  const results = request.resources.map(({ resourceType: type, resourceName, configs }) => {
    const settings = Object.fromEntries(
      configs.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])),
    );
    return {
      resourceType: type,
      resourceName,
      ...alter(broker, type, resourceName, () => settings, request),
    };
  });
  return { throttleMs: 0, results };
}

/** Sets and unsets single settings of a topic. */
export function handleIncrementalAlterConfigs(
  broker: BrokerContext,
  request: IncrementalAlterConfigsRequest,
): AlterConfigsResponse {
  const results = request.resources.map(({ resourceType: type, resourceName, configs }) => {
    const outcome = alter(broker, type, resourceName, (before) => applyAll(before, configs), request);
    return { resourceType: type, resourceName, ...outcome };
  });
  return { throttleMs: 0, results };
}

function applyAll(
  before: TopicSettings,
  configs: IncrementalAlterConfigsRequest['resources'][number]['configs'],
): TopicSettings | string {
  const settings: Record<string, string> = { ...before };
  for (const { name, operation, value } of configs) {
    if (operation === configOperation.set && value !== null) settings[name] = value;
    else if (operation === configOperation.delete) delete settings[name];
    else return `operation ${operation} on ${name} is not one the embedded broker knows`;
  }
  return settings;
}

function alter(
  broker: BrokerContext,
  type: number,
  name: string,
  change: (before: TopicSettings) => TopicSettings | string,
  request: { readonly validateOnly: boolean },
): { errorCode: number; errorMessage: string | null } {
  const absent = missing(broker, type, name);
  if (absent !== null) return { errorCode: absent.code, errorMessage: absent.message };
  const settings = change(broker.topics.get(name)?.settings ?? {});
  const problem = typeof settings === 'string' ? settings : checkTopicSettings(settings);
  if (typeof settings === 'string' || problem !== null) {
    return { errorCode: errorCode.invalidConfig, errorMessage: problem };
  }
  try {
    if (!request.validateOnly) broker.topics.configure(name, settings);
    return { errorCode: errorCode.none, errorMessage: null };
  } catch (error) {
    broker.storage.failed(error as Error);
    return { errorCode: errorCode.kafkaStorageError, errorMessage: (error as Error).message };
  }
}

function missing(
  broker: BrokerContext,
  type: number,
  name: string,
): { code: number; message: string } | null {
  if (type !== resourceType.topic) {
    return { code: errorCode.invalidRequest, message: 'only topics have configs on the embedded broker' };
  }
  if (broker.topics.get(name)) return null;
  return { code: errorCode.unknownTopicOrPartition, message: `no topic ${name}` };
}
