"""Pretrained networks as data: records, where their weights lie, taps after every block, real cuts."""
