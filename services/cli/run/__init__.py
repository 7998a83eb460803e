"""One service, or one stage without Kafka."""
