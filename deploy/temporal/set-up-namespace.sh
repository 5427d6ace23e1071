#!/bin/sh
# Makes the namespace and the search attribute that Posthorn uses; a second run changes nothing.
# TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE are read by the temporal command itself.
set -eu

until temporal operator cluster health >/dev/null 2>&1; do
  echo "Waiting for Temporal at $TEMPORAL_ADDRESS"
  sleep 2
done

if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 72h
fi

# A namespace is known to all of the server a few seconds after it is made.
until temporal operator search-attribute create --name WebhookId --type Keyword; do
  echo "Waiting for the namespace $TEMPORAL_NAMESPACE"
  sleep 2
done
