"""What an installation needs now and then: to be backed up, brought back, tidied, and to forget."""
