"""Hypothesis strategies that make what BGP speakers exchange: values, attributes, messages."""
