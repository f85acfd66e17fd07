"""Batch: a large archive read by many processes or machines, into Parquet.

partitions  what the input is divided into; each is read by one worker
work        one partition → a Parquet file of readings, and a note that it is done
workers     this process, several on this machine, or a Ray cluster: the same function in each
"""

from rashomon.batch.partitions import Partition, partitions
from rashomon.batch.work import Done, Failed, Plan, done_before, left_over, read_partition
from rashomon.batch.workers import in_processes, in_this_process, on_ray

__all__ = [
    "Done",
    "Failed",
    "Partition",
    "Plan",
    "done_before",
    "in_processes",
    "in_this_process",
    "left_over",
    "on_ray",
    "partitions",
    "read_partition",
]
