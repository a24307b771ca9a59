import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const LATENCY = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** All metrics of one process, by the name under which dashboards know them. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'parley_' });
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `parley_${name}`, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name: `parley_${name}`, help, labelNames, registers });
  const histogram = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Histogram({ name: `parley_${name}`, help, labelNames, registers, buckets: LATENCY });
  return {
    registry,
    connections: gauge('connections', 'Open sockets', ['namespace']),
    refused: counter('refused_total', 'Requests refused, by code', ['namespace', 'code']),
    accepted: counter('accepted_total', 'Messages accepted', ['namespace']),
    acceptSeconds: histogram('accept_seconds', 'From request to accepted', ['namespace']),
    storeSeconds: histogram('store_seconds', 'From accepted to stored', []),
    stored: counter('stored_total', 'Entries stored', []),
    duplicates: counter('duplicates_total', 'Repeats found at the store', []),
    queueDepth: gauge('queue_depth', 'Messages in a queue', ['queue']),
    queueConsumers: gauge('queue_consumers', 'Consumers of a queue', ['queue']),
    lagSeconds: gauge('queue_lag_seconds', 'Age of the delivery in hand', ['queue']),
    handled: counter('worker_handled_total', 'Deliveries, by outcome', ['worker', 'outcome']),
    attempts: counter('worker_attempts_total', 'Attempts that did not succeed', ['worker']),
    deadLetters: counter('dead_letters_total', 'Deliveries dead-lettered, by code', ['worker', 'code']),
    paused: gauge('worker_paused', '1 while a worker waits for its store or for a newer version', ['worker']),
    effects: counter('effects_total', 'Effects, by result', ['worker', 'result']),
    effectBacklog: gauge('effect_backlog', 'Conversations with work outstanding', ['worker']),
    inboundMails: counter('inbound_mails_total', 'Mails received, by what became of them', ['result']),
    busUp: gauge('bus_up', '1 while messages are taken', []),
    fanoutUp: gauge('fanout_up', '1 while signals cross processes', []),
  };
}
export type Metrics = ReturnType<typeof createMetrics>;
